using System.Text.Json;
using Responsibility.Api.Appointments;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>Who held some posts over a range of days, what these officials did, and what the places were in which they did it: four questions for all of them.</summary>
internal sealed class DutyFacts
{
    private readonly ILookup<PostId, TermRow> terms;
    private readonly ILookup<OfficialId, Deed> deeds;
    private readonly DutyPlaces places;

    private DutyFacts(IEnumerable<TermRow> terms, IEnumerable<Deed> deeds, DutyPlaces places) =>
        (this.terms, this.deeds, this.places) = (terms.ToLookup(t => t.PostId), deeds.ToLookup(d => d.Official), places);

    /// <param name="posts">The posts.</param>
    /// <param name="days">The range.</param>
    public static async Task<DutyFacts> Of(Session session, Moment moment, IEnumerable<PostId> posts, Period days)
    {
        var held = await session.List<TermRow>(TermsSql(session), With(posts.Select(p => p.Value)));
        var done = await session.List<DeedRow>(DeedsSql(session), With(held.Select(t => t.OfficialId.Value).Distinct()));
        var where = With(done.Select(d => d.DivisionId.Value).Distinct());
        var paths = await session.List<PlaceRow>(PlacesSql(session), where);
        var attributes = await session.List<AttributeRow>(AttributesSql(session), where);
        return new DutyFacts(held, done.Select(d => d.Deed), new DutyPlaces(paths.Select(p => p.Place), attributes));

        object With(IEnumerable<long> ids) => new
        {
            ids = JsonSerializer.Serialize(ids),
            moment.AsOf,
            moment.KnownAt,
            days.From,
            days.Until,
            earliest = DutyRecordNoun.Earliest(days.From),
        };
    }

    /// <summary>Null where the post is not bound in the interval.</summary>
    public DutyFinding? Judge(BoundPost post, Period interval, DateOnly asOf)
    {
        var held = terms[post.Id].ToList();
        return Compliance.Of(
            post.Judged.Obligation, interval, asOf, post.Grounds, [.. held.Select(t => new DutyTerm(t.OfficialId, new Period(t.ValidFrom, t.ValidUntil)))],
            held.Select(t => t.OfficialId).Distinct().SelectMany(official => deeds[official]), places);
    }

    /// <summary>The officials as they are shown.</summary>
    public IReadOnlyList<OfficialRef> Named(PostId post, IReadOnlyList<OfficialId> officials) =>
        [.. terms[post].Where(t => officials.Contains(t.OfficialId)).DistinctBy(t => t.OfficialId).Select(t => new OfficialRef(t.OfficialId, t.StaffNumber, t.Name))];

    private sealed record TermRow
    {
        public PostId PostId { get; init; }
        public OfficialId OfficialId { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
    }

    private sealed record DeedRow
    {
        public DutyRecordId Id { get; init; }
        public OfficialId OfficialId { get; init; }
        public Act Act { get; init; }
        public string? Obligation { get; init; }
        public DivisionId DivisionId { get; init; }
        public DateOnly Day { get; init; }
        public long Nights { get; init; }

        public Deed Deed => new(Id, OfficialId, Act, Obligation, DivisionId, Day, Nights);
    }

    private sealed record PlaceRow
    {
        public DivisionId DivisionId { get; init; }
        public Level Level { get; init; }
        public DivisionId AboveId { get; init; }
        public DateOnly Since { get; init; }
        public DateOnly Until { get; init; }

        public DutyPlace Place => new(DivisionId, Level, AboveId, new Period(Since, Until));
    }

    /// <summary>Whoever acts for a holder does the holder's duties.</summary>
    private static string TermsSql(Session session) =>
        $"""
        SELECT a.post_id, a.official_id, f.staff_number, f.name, a.valid_from, a.valid_until
          FROM appointment a
          JOIN official f ON f.id = a.official_id AND {Known.Nearest("f", "official")}
         WHERE a.post_id IN ({session.Numbers("@ids")}) AND {BoundPosts.Over("a")}
         ORDER BY a.post_id, a.valid_from, a.id
        """;

    private static string DeedsSql(Session session) =>
        $"""
        SELECT r.id, r.official_id, r.act, r.obligation, r.division_id, r.valid_from AS day, r.nights
          FROM duty_record r
         WHERE r.official_id IN ({session.Numbers("@ids")}) AND r.valid_from >= @earliest AND r.valid_from < @Until AND r.valid_from <= @AsOf AND {Known.At("r")}
         ORDER BY r.official_id, r.valid_from, r.id
        """;

    private static string PlacesSql(Session session) =>
        $"""
        WITH RECURSIVE place (division_id, level, above_id, parent_id, since, until, depth) AS (
            SELECT d.id, d.level, d.id, d.parent_id, d.valid_from, d.valid_until, 0
              FROM division d
             WHERE d.id IN ({session.Numbers("@ids")}) AND {BoundPosts.Over("d")}
             UNION ALL
            SELECT p.division_id, p.level, u.id, u.parent_id,
                   CASE WHEN u.valid_from > p.since THEN u.valid_from ELSE p.since END,
                   CASE WHEN u.valid_until < p.until THEN u.valid_until ELSE p.until END, p.depth + 1
              FROM place p
              JOIN division u ON u.id = p.parent_id AND u.valid_from < p.until AND u.valid_until > p.since AND {Known.At("u")}
             WHERE p.depth < {Reach.Deepest}
        )
        SELECT division_id, level, above_id, since, until FROM place
        """;

    private static string AttributesSql(Session session) =>
        $"""
        SELECT t.division_id AS division, t.name, t.value, t.valid_from, t.valid_until, t.known_from AS ledger
          FROM attribute t
         WHERE t.division_id IN ({session.Numbers("@ids")}) AND {BoundPosts.Over("t")}
        """;
}
