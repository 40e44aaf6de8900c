using System.Globalization;
using System.Text.Json;
using Responsibility.Api.Appointments;
using Responsibility.Api.Contacts;
using Responsibility.Api.Portfolios;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Reports;

/// <summary>Something that a fact says of days: that a thing began, ended, or was otherwise.</summary>
/// <param name="What">What the fact does.</param>
/// <param name="Id">The thing.</param>
/// <param name="Position">The fact.</param>
/// <param name="ValidFrom">First day of the version that began, ended or was otherwise; where the thing belonged is told by it.</param>
/// <param name="Day">The first day of which the fact says something new.</param>
internal sealed record BackdatedRecording(Recording What, string Noun, long Id, long Position, DateOnly ValidFrom, DateOnly Day, string RecordedAt, string Actor);

/// <summary>Reads from a stretch of the ledger, and from the tables that it made, which days its facts speak of.</summary>
internal static class BackdatedRecordings
{
    /// <summary>What began.</summary>
    public static async Task<IEnumerable<BackdatedRecording>> Created(Session session, long low, long high) =>
        (await session.List<MadeRow>(CreatedSql, new { low, high }))
            .Select(row => new BackdatedRecording(Recording.Created, row.Noun, row.Id, row.Position, row.ValidFrom, row.ValidFrom, row.RecordedAt, row.Actor));

    /// <summary>What ended, and what was corrected.</summary>
    public static async Task<IReadOnlyList<BackdatedRecording>> Revised(Session session, long low, long high)
    {
        var revisions = (await session.List<FactRow>(FactsSql, new { low, high })).Select(Revision.Of).ToList();
        if (revisions.Count is 0) return [];
        // A fact that revises a thing supersedes what was held of it before.
        var before = (await session.List<MadeRow>(Made(Superseded(session)), Parameters(revisions.Select(r => (r.Thing, r.Fact.Position))))).ToLookup(row => row.Position);
        return [.. revisions.Select(revision => revision.Over([.. before[revision.Fact.Position]])).OfType<BackdatedRecording>()];
    }

    /// <summary>Where the things of some recordings belonged on the first days of their versions, as known when they were recorded: each by the position of its fact.</summary>
    /// <param name="within">Only what belonged to this division or one below.</param>
    public static async Task<IReadOnlyDictionary<long, BackdatedPlace>> Places(Session session, Moment moment, DivisionId? within, IReadOnlyCollection<BackdatedRecording> recordings)
    {
        var places = new Dictionary<long, BackdatedPlace>();
        foreach (var created in new[] { true, false })
        {
            var some = recordings.Where(r => r.What is Recording.Created == created).ToList();
            if (some.Count is 0) continue;
            var parameters = Parameters(some.Select(r => (r.Id, r.Position)));
            (parameters["@AsOf"], parameters["@KnownAt"]) = (moment.AsOf, moment.KnownAt);
            if (within is { } id) parameters["@Within"] = id;
            var versions = some.ToDictionary(r => r.Position, r => r.ValidFrom);
            foreach (var place in await session.List<BackdatedPlace>(PlacesSql(created ? $"IN ({session.Numbers("@ids")}) AND t.known_from = t.id" : Superseded(session), within is not null), parameters))
                if (versions[place.Position] == place.ValidFrom) places[place.Position] = place;
        }
        return places;
    }

    /// <summary>The first problem of each place that was known when something was recorded and was found on its day or later.</summary>
    public static async Task<IReadOnlyDictionary<long, ProblemId>> Problems(Session session, IReadOnlyDictionary<long, BackdatedPlace> places, IEnumerable<BackdatedRecording> recordings)
    {
        var problems = (await session.List<ProblemRow>(ProblemsSql(session), new { ids = JsonSerializer.Serialize(places.Values.Select(place => place.DivisionId.Value).Distinct()) })).ToLookup(row => row.DivisionId);
        return (from recording in recordings
                where places.ContainsKey(recording.Position)
                let first = problems[places[recording.Position].DivisionId]
                    .Where(row => row.FoundOn >= recording.Day && row.KnownFrom < recording.Position && row.KnownUntil >= recording.Position).Select(row => row.Id.Value).DefaultIfEmpty(0).Min()
                where first > 0
                select (recording.Position, first)).ToDictionary(found => found.Position, found => new ProblemId(found.first));
    }

    private static Dictionary<string, object?> Parameters(IEnumerable<(long Thing, long Position)> facts)
    {
        var list = facts.ToList();
        return new(StringComparer.Ordinal) { ["@ids"] = JsonSerializer.Serialize(list.Select(f => f.Thing).Distinct()), ["@positions"] = JsonSerializer.Serialize(list.Select(f => f.Position)) };
    }

    private static string Superseded(Session session) => $"IN ({session.Numbers("@ids")}) AND t.known_until IN ({session.Numbers("@positions")})";

    /// <summary>Rows of all tables with that of which the report tells.</summary>
    /// <param name="where">What follows the id.</param>
    /// <param name="position">The column that holds the position of the fact.</param>
    private static string Made(string where, string position = "known_until") =>
        $"""
        SELECT 'appointment' AS noun, t.id, t.{position} AS position, t.valid_from, t.valid_until, t.post_id, CAST(NULL AS bigint) AS organization_id, CAST(NULL AS bigint) AS division_id
          FROM appointment t WHERE t.id {where}
         UNION ALL
        SELECT 'post', t.id, t.{position}, t.valid_from, t.valid_until, CAST(NULL AS bigint), t.organization_id, CAST(NULL AS bigint) FROM post t WHERE t.id {where}
         UNION ALL
        SELECT 'portfolio', t.id, t.{position}, t.valid_from, t.valid_until, t.post_id, t.organization_id, CAST(NULL AS bigint) FROM portfolio t WHERE t.id {where}
         UNION ALL
        SELECT 'contact', t.id, t.{position}, t.valid_from, t.valid_until, CAST(NULL AS bigint), CAST(NULL AS bigint), t.division_id FROM contact t WHERE t.id {where}
         UNION ALL
        SELECT 'attribute', t.id, t.{position}, t.valid_from, t.valid_until, CAST(NULL AS bigint), CAST(NULL AS bigint), t.division_id FROM attribute t WHERE t.id {where}
        """;

    /// <summary>Things are called by the position of the fact that made them, so what a stretch of the ledger made is a stretch of each table.</summary>
    private static readonly string CreatedSql =
        $"""
        SELECT made.noun, made.id, made.position, made.valid_from, made.valid_until, l.recorded_at, l.actor
          FROM ({Made("> @low AND t.id <= @high AND t.known_from = t.id", "id")}) AS made
          JOIN ledger l ON l.position = made.id
        """;

    private static readonly string FactsSql =
        $"SELECT l.position, l.kind, l.payload, l.recorded_at, l.actor FROM ledger l WHERE l.position > @low AND l.position <= @high AND l.kind IN ({string.Join(", ", Revision.Kinds.Keys.Select(kind => $"'{kind}'"))})";

    private static string PlacesSql(string where, bool within) =>
        $"""
        SELECT made.position, made.valid_from, d.id AS division_id, d.code, d.name, d.level
          FROM ({Made(where, where.Contains("known_until", StringComparison.Ordinal) ? "known_until" : "id")}) AS made
          LEFT JOIN any_post p ON p.id = made.post_id AND {ThenNearest("p", "any_post")}
          LEFT JOIN any_organization o ON o.id = coalesce(made.organization_id, p.organization_id) AND {ThenNearest("o", "any_organization")}
          JOIN division d ON d.id = coalesce(made.division_id, o.division_id) AND {ThenNearest("d", "division")}
        {(within ? $" WHERE d.id IN ({Reach.SubtreeSql})" : "")}
        """;

    /// <summary>The row that is nearest to the first day of what a fact speaks of, as known when it was recorded.</summary>
    private static string ThenNearest(string alias, string table) =>
        Known.Nearest(alias, table).Replace("@AsOf", "made.valid_from", StringComparison.Ordinal).Replace("@KnownAt", "made.position", StringComparison.Ordinal);

    private static string ProblemsSql(Session session) =>
        $"SELECT r.id, r.division_id, r.valid_from AS found_on, r.known_from, r.known_until FROM problem r WHERE r.division_id IN ({session.Numbers("@ids")})";

    /// <summary>A fact that ended or corrected something.</summary>
    private sealed record Revision(FactRow Fact, long Thing, DateOnly Day, Period Period, bool SaysOtherwise)
    {
        /// <summary>The kinds of such facts, of which nouns they tell, and what they do.</summary>
        public static readonly IReadOnlyDictionary<string, (string Noun, Recording What)> Kinds = new Dictionary<string, (string, Recording)>(StringComparer.Ordinal)
        {
            [Ended<AppointmentNoun>.Kind] = (AppointmentNoun.Word, Recording.Ended),
            [Ended<PostNoun>.Kind] = (PostNoun.Word, Recording.Ended),
            [Ended<PortfolioNoun>.Kind] = (PortfolioNoun.Word, Recording.Ended),
            [Ended<ContactNoun>.Kind] = (ContactNoun.Word, Recording.Ended),
            [Ended<AttributeNoun>.Kind] = (AttributeNoun.Word, Recording.Ended),
            [Corrected<AppointmentNoun>.Kind] = (AppointmentNoun.Word, Recording.Corrected),
            [Corrected<PostNoun>.Kind] = (PostNoun.Word, Recording.Corrected),
            [Corrected<PortfolioNoun>.Kind] = (PortfolioNoun.Word, Recording.Corrected),
            [Corrected<ContactNoun>.Kind] = (ContactNoun.Word, Recording.Corrected),
            [Corrected<AttributeNoun>.Kind] = (AttributeNoun.Word, Recording.Corrected),
        };

        public static Revision Of(FactRow fact)
        {
            using var payload = JsonDocument.Parse(fact.Payload);
            var json = payload.RootElement;
            DateOnly Day(string member) => DateOnly.ParseExact(json.GetProperty(member).GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (thing, until) = (json.GetProperty("thing").GetInt64(), Day("validUntil"));
            return Kinds[fact.Kind].What is Recording.Ended
                ? new Revision(fact, thing, until, default, false)
                : new Revision(fact, thing, Day("version"), new Period(Day("validFrom"), until), json.GetProperty("set").EnumerateObject().Any());
        }

        /// <summary>What it says of days, given the versions that it superseded.</summary>
        public BackdatedRecording? Over(IReadOnlyList<MadeRow> before)
        {
            var (noun, what) = Kinds[Fact.Kind];
            var version = what is Recording.Ended ? before.Where(row => row.ValidFrom < Day).MaxBy(row => row.ValidFrom) : before.FirstOrDefault(row => row.ValidFrom == Day);
            if (version is null) return null;
            return new BackdatedRecording(what, noun, Thing, Fact.Position, version.ValidFrom, what is Recording.Ended ? Day : FirstOtherwise(version), Fact.RecordedAt, Fact.Actor);
        }

        /// <summary>The first day of which a correction says something else than was held before: where a member is otherwise, the first of both versions; else the first that only one of them has.</summary>
        private DateOnly FirstOtherwise(MadeRow version) =>
            SaysOtherwise || version.ValidFrom != Period.From ? Earlier(version.ValidFrom, Period.From) : Earlier(version.ValidUntil, Period.Until);

        private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
    }

    private sealed record FactRow
    {
        public long Position { get; init; }
        public required string Kind { get; init; }
        public required byte[] Payload { get; init; }
        public required string RecordedAt { get; init; }
        public required string Actor { get; init; }
    }

    private sealed record MadeRow
    {
        public required string Noun { get; init; }
        public long Id { get; init; }
        public long Position { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public string RecordedAt { get; init; } = "";
        public string Actor { get; init; } = "";
    }

    private sealed record ProblemRow
    {
        public ProblemId Id { get; init; }
        public DivisionId DivisionId { get; init; }
        public DateOnly FoundOn { get; init; }
        public long KnownFrom { get; init; }
        public long KnownUntil { get; init; }
    }
}

/// <summary>Where a thing belonged of which a fact speaks.</summary>
internal sealed record BackdatedPlace
{
    public long Position { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DivisionId DivisionId { get; init; }
    public required string Code { get; init; }
    public required string Name { get; init; }
    public Level Level { get; init; }
}
