using System.Collections.Concurrent;

namespace Responsibility.Api.Coverage;

/// <summary>Counts of what is required and what of it is borne, for each place right below the root and each body or position of the rule set.</summary>
/// <remarks>
/// A province, and the country, are counted in parts, several at a time. Each part is read from a snapshot of its own and they agree all the same:
/// what the register knew at a position of its ledger is the same in every later snapshot.
/// </remarks>
internal static class Tally
{
    /// <summary>One question takes so many of the machine's cores at most.</summary>
    private const int MostAtOnce = 4;

    /// <param name="required">What is required, by a question that has ended: none waits for a connection while it holds one.</param>
    public static async Task<IReadOnlyList<Row>> Of(Database database, Required required, CancellationToken ct)
    {
        var parts = await database.Read(required.Moment.AsOf, session => Parts(session, required), ct);
        var sql = $"WITH RECURSIVE {Required.Below}, {required.Asked}, {required.Found}, {required.Counted}, {Select}";
        var rows = new ConcurrentBag<Row>();
        await Parallel.ForEachAsync(
            parts, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, MostAtOnce) },
            async (part, stop) =>
            {
                var parameters = required.With(("@Root", part.RootId), ("@Child", part.ChildId), ("@Alone", part.Alone));
                foreach (var row in await database.Read(required.Moment.AsOf, session => session.List<Row>(sql, parameters), stop)) rows.Add(row);
            });
        return [.. rows];
    }

    /// <summary>One body or position in the places that count to one child.</summary>
    internal sealed record Row
    {
        public required string ChildCode { get; init; }
        public required string ChildName { get; init; }
        public Level Level { get; init; }
        public required string Clause { get; init; }
        public ResponsibilityKind Kind { get; init; }

        /// <summary>The place of the rule in its rule set.</summary>
        public long Rule { get; init; }

        public long Required { get; init; }
        public long Filled { get; init; }
        public long Acting { get; init; }
        public long Missing { get; init; }

        /// <summary>Posts with an open seat.</summary>
        public long Open { get; init; }
    }

    private sealed record Part
    {
        public long RootId { get; init; }
        public long ChildId { get; init; }
        public long Alone { get; init; }
    }

    /// <summary>The country by what is right below its provinces, a province by what is right below it, all else as one.</summary>
    private static async Task<IReadOnlyList<Part>> Parts(Session session, Required required) => required.Root switch
    {
        null => await session.List<Part>(PartsSql(Reach.IsTop(session, "r"), "r.id"), required.With()),
        { Level: Level.Province } province => await session.List<Part>(PartsSql("r.id = @Root", "d.id"), required.With(("@Root", province.Id.Value))),
        var root => [new Part { RootId = root.Id.Value }],
    };

    private static string PartsSql(string roots, string child) =>
        $"""
        SELECT r.id AS root_id, r.id AS child_id, r.id AS alone FROM division r WHERE {roots} AND {Known.On("r")}
         UNION ALL
        SELECT d.id, {child}, 0 FROM division r JOIN division d ON d.parent_id = r.id AND {Known.On("d")} WHERE {roots} AND {Known.On("r")}
        """;

    private static readonly string Select =
        $"""
        summed AS MATERIALIZED (
            SELECT child_id, seat, 0 AS places, count(DISTINCT division_id) AS places_found, sum(seats) AS seats,
                   sum(CASE WHEN holders < seats THEN holders ELSE seats END) AS filled,
                   sum(CASE WHEN holders >= seats THEN 0 WHEN acting < seats - holders THEN acting ELSE seats - holders END) AS acting,
                   sum(CASE WHEN holders < seats THEN 1 ELSE 0 END) AS open
              FROM found
             GROUP BY child_id, seat
             UNION ALL
            SELECT child_id, seat, places, 0, 0, 0, 0, 0 FROM counted
        )
        SELECT c.code AS child_code, c.name AS child_name, s.level, s.clause, s.kind, s.rule,
               CAST(sum(n.seats) + sum(n.places) - sum(n.places_found) AS bigint) AS required, CAST(sum(n.filled) AS bigint) AS filled, CAST(sum(n.acting) AS bigint) AS acting,
               CAST(sum(n.places) - sum(n.places_found) AS bigint) AS missing, CAST(sum(n.open) AS bigint) AS open
          FROM summed n
          JOIN division c ON c.id = n.child_id AND {Known.On("c")}
          JOIN rule_seat s ON s.rule_set_id = @RuleSet AND s.seat = n.seat
         GROUP BY c.code, c.name, s.level, s.clause, s.kind, s.rule
        """;
}
