using Responsibility.Rules;

namespace Responsibility.Api.Posts;

/// <summary>Who holds a post on a day, as lists of other things show it.</summary>
internal sealed record HolderRow
{
    public PostId PostId { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? Name { get; init; }
    public AppointmentId Id { get; init; }
    public AppointmentKind Kind { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public string? Document { get; init; }
    public long TermLedger { get; init; }
    public long OfficialLedger { get; init; }

    public IEnumerable<long> Ledger => [TermLedger, OfficialLedger];

    public Holder Show() => new(new HolderOfficial(OfficialId, StaffNumber, Name), new HolderAppointment(Id, Kind, ValidFrom, Stated.Until(ValidUntil), Document));

    /// <summary>The holders of each of these posts, those who fill a seat first: one question for all of them.</summary>
    public static async Task<ILookup<PostId, HolderRow>> Of(Session session, IEnumerable<PostId> posts, Moment moment)
    {
        // Ids are numbers of our own making, so they may stand in the text; a thousand parameters would not do better.
        var ids = string.Join(',', posts.Distinct().Select(post => post.Value));
        return (await session.List<HolderRow>(
            $"""
            SELECT a.post_id, f.id AS official_id, f.staff_number, f.name, a.id, a.kind, a.valid_from, a.valid_until, a.document,
                   a.known_from AS term_ledger, f.known_from AS official_ledger
              FROM appointment a
              JOIN official f ON f.id = a.official_id AND {Known.Nearest("f", "official")}
             WHERE a.post_id IN ({(ids.Length is 0 ? "0" : ids)}) AND {Known.On("a")}
             ORDER BY a.post_id, CASE WHEN a.kind IN {PostStatus.Fills} THEN 0 ELSE 1 END, a.valid_from, a.id
            """,
            new { moment.AsOf, moment.KnownAt })).ToLookup(row => row.PostId);
    }
}
