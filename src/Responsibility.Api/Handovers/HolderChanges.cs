using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Handovers;

/// <summary>When posts passed from one holder to another: the one definition that the list, a post's handover and its signing share.</summary>
/// <remarks>
/// A holder comes where a term that fills the seat begins and the same official did not hold the post until that day, be it by an earlier version of the term or by another term. The predecessor is
/// whoever left the post last by that day and does not hold it any more; where that was the same official, nothing is handed over. Of a post with several seats it is whoever left last, too.
/// </remarks>
internal static class HolderChanges
{
    /// <summary>One term may fill a seat more than once: what orders the list is unique, and pages begin after it.</summary>
    public const string Key = "(CAST(1000000000000 + came.id AS text) || '/' || CAST(came.valid_from AS text))";

    /// <summary>Each change by <c>@AsOf</c> and from <c>@ChangedFrom</c> on, with those who signed by <c>@AsOf</c>; filters go on with AND.</summary>
    public static readonly string Select =
        $"""
        SELECT {Key} AS key, came.id AS appointment_id, came.post_id, came.official_id, came.valid_from AS changed_on,
               gone.id AS predecessor_id, gone.official_id AS left_id, gone.valid_until AS left_on, h.id AS handover_id, h.valid_from AS signed_on, h.note
          FROM appointment came
          JOIN appointment gone ON gone.post_id = came.post_id AND {Left("gone")} AND gone.official_id <> came.official_id AND NOT {Stays("gone")}
          LEFT JOIN handover h ON h.appointment_id = came.id AND h.post_id = came.post_id AND {Known.On("h")}
         WHERE came.kind IN {PostStatus.Fills} AND {Known.At("came")} AND came.valid_from <= @AsOf AND came.valid_from >= @ChangedFrom
           AND NOT EXISTS (SELECT 1 FROM appointment b
                            WHERE b.post_id = came.post_id AND b.official_id = came.official_id AND b.kind IN {PostStatus.Fills} AND {Known.At("b")} AND b.valid_until = came.valid_from)
           AND NOT EXISTS (SELECT 1 FROM appointment l
                            WHERE l.post_id = came.post_id AND {Left("l")} AND (l.official_id = came.official_id OR NOT {Stays("l")})
                              AND (l.valid_until > gone.valid_until OR (l.valid_until = gone.valid_until AND l.id > gone.id)))
        """;

    /// <summary>The successor holds the post on <c>@AsOf</c>.</summary>
    public static readonly string Present =
        $"EXISTS (SELECT 1 FROM appointment n WHERE n.post_id = came.post_id AND n.official_id = came.official_id AND n.kind IN {PostStatus.Fills} AND {Known.On("n")})";

    /// <summary>The changes by which those who hold the post on the moment's day came to it, the last one first.</summary>
    public static Task<IReadOnlyList<ChangeRow>> Of(Session session, PostId post, Moment moment) => session.List<ChangeRow>(
        $"{Select} AND came.post_id = @post AND {Present} ORDER BY came.valid_from DESC, came.id DESC", new { post, moment.AsOf, moment.KnownAt, ChangedFrom = Period.BeforeRecords });

    /// <summary>A version of a term that filled the seat and was over when the term <c>came</c> began.</summary>
    private static string Left(string term) => $"{term}.kind IN {PostStatus.Fills} AND {Known.At(term)} AND {term}.valid_until <= came.valid_from";

    /// <summary>Whoever held the post by this term holds it still, or again, on the day on which <c>came</c> begins.</summary>
    private static string Stays(string term) =>
        $"""
        EXISTS (SELECT 1 FROM appointment y
                 WHERE y.post_id = came.post_id AND y.official_id = {term}.official_id AND y.kind IN {PostStatus.Fills} AND {Known.At("y")}
                   AND y.valid_from <= came.valid_from AND y.valid_until > came.valid_from)
        """;
}

/// <summary>A change of holder as tables hold it.</summary>
internal sealed record ChangeRow
{
    public required string Key { get; init; }
    public AppointmentId AppointmentId { get; init; }
    public PostId PostId { get; init; }
    public OfficialId OfficialId { get; init; }
    public DateOnly ChangedOn { get; init; }
    public AppointmentId PredecessorId { get; init; }
    public OfficialId LeftId { get; init; }
    public DateOnly LeftOn { get; init; }
    public HandoverId? HandoverId { get; init; }
    public DateOnly? SignedOn { get; init; }
    public string? Note { get; init; }
}

/// <summary>Names of posts and officials for changes of holder: two questions for all of them.</summary>
internal sealed class ChangeNames
{
    private readonly Dictionary<PostId, PostRow> posts;
    private readonly Dictionary<OfficialId, OfficialRef> officials;

    private ChangeNames(IEnumerable<PostRow> posts, IEnumerable<OfficialRow> officials) =>
        (this.posts, this.officials) = (posts.ToDictionary(p => p.Id), officials.ToDictionary(o => o.Id, o => new OfficialRef(o.Id, o.StaffNumber, o.Name)));

    public static async Task<ChangeNames> Of(Session session, IReadOnlyList<ChangeRow> changes, Moment moment)
    {
        // Ids are numbers of our own making, so they may stand in the text; a thousand parameters would not do better.
        var handed = string.Join(',', changes.Select(c => c.PostId.Value).Append(0).Distinct());
        var people = string.Join(',', changes.SelectMany(c => new[] { c.OfficialId.Value, c.LeftId.Value }).Append(0).Distinct());
        return new ChangeNames(
            await session.List<PostRow>($"{PostsSql} AND p.id IN ({handed})", new { moment.AsOf, moment.KnownAt }),
            await session.List<OfficialRow>($"SELECT f.id, f.staff_number, f.name FROM official f WHERE f.id IN ({people}) AND {Known.Nearest("f", "official")}", new { moment.AsOf, moment.KnownAt }));
    }

    public PostRef Post(ChangeRow change) => new(change.PostId, posts[change.PostId].Position, posts[change.PostId].Title);

    public OrganizationRef Organization(ChangeRow change) => new(posts[change.PostId].OrganizationId, posts[change.PostId].OrganizationName, posts[change.PostId].OrganizationKind);

    public DivisionRef Division(ChangeRow change) => new(posts[change.PostId].Code, posts[change.PostId].DivisionName, posts[change.PostId].Level);

    public Predecessor Predecessor(ChangeRow change) => new(officials[change.LeftId], change.PredecessorId, change.LeftOn);

    public Successor Successor(ChangeRow change) => new(officials[change.OfficialId], change.AppointmentId);

    private sealed record PostRow
    {
        public PostId Id { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public OrganizationId OrganizationId { get; init; }
        public required string OrganizationName { get; init; }
        public OrganizationKind OrganizationKind { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }
    }

    private sealed record OfficialRow
    {
        public OfficialId Id { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }
    }

    private static readonly string PostsSql =
        $"""
        SELECT p.id, p.position, p.title, o.id AS organization_id, o.name AS organization_name, o.kind AS organization_kind, d.code, d.name AS division_name, d.level
          FROM post p
          JOIN any_organization o ON o.id = p.organization_id AND {Known.Nearest("o", "any_organization")}
          JOIN any_division d ON d.id = o.division_id AND {Known.Nearest("d", "any_division")}
         WHERE {Known.Nearest("p", "post")}
        """;
}

/// <summary>Whoever left a post.</summary>
/// <param name="Official">The official.</param>
/// <param name="Appointment">Id of the appointment that ended.</param>
/// <param name="LeftOn">First day no longer in office.</param>
public sealed record Predecessor(OfficialRef Official, AppointmentId Appointment, DateOnly LeftOn);

/// <summary>Whoever came to a post.</summary>
/// <param name="Official">The official.</param>
/// <param name="Appointment">Id of the appointment.</param>
public sealed record Successor(OfficialRef Official, AppointmentId Appointment);
