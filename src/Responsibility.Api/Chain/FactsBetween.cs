using System.Globalization;
using System.Text.Json;
using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>The facts because of which two chains differ.</summary>
/// <remarks>
/// Whatever a chain says rests on rows that are so on its day and known at its time. A row that is there for one chain and not for the other was opened or closed by a fact between their times, or it begins
/// or ends between their days, and then the fact that recorded it says so. Of the rows on which a link or gap rests these are looked for, and no others.
/// </remarks>
internal sealed class FactsBetween
{
    private readonly Dictionary<(string Table, long Id), SortedSet<long>> facts = [];
    private readonly Dictionary<string, Place>[] places;
    private readonly HashSet<DivisionId> both;
    private readonly SortedSet<long> decisive = [];
    private readonly Moment one;
    private readonly Moment other;
    private readonly Chains.Derived[] chains;
    private readonly SortedSet<long> always = [];

    private FactsBetween((Moment Moment, Chains.Derived Chain) one, (Moment Moment, Chains.Derived Chain) other)
    {
        (this.one, this.other, chains) = (one.Moment, other.Moment, [one.Chain, other.Chain]);
        // A code may be another division's on another day.
        places = Array.ConvertAll(chains, chain => chain.Places.ToDictionary(place => place.Code, StringComparer.Ordinal));
        both = [.. one.Chain.Places.Select(p => p.Id).Intersect(other.Chain.Places.Select(p => p.Id))];
        if (one.Chain.RuleSet.Id != other.Chain.RuleSet.Id) always.Add(Math.Max(one.Chain.RuleSet.Id.Value, other.Chain.RuleSet.Id.Value));
    }

    public static async Task<FactsBetween> Of(Session session, (Moment Moment, Chains.Derived Chain) one, (Moment Moment, Chains.Derived Chain) other, ChainDifferences differences)
    {
        var between = new FactsBetween(one, other);
        ChainLink[][] sides = [[.. differences.Removed, .. differences.Changed.Select(change => change.One)], [.. differences.Added, .. differences.Changed.Select(change => change.Other)]];
        ChainLink[] links = [.. sides.SelectMany(side => side)];
        ChainGap[] gaps = [.. differences.Opened, .. differences.Closed];
        if (links.Length + gaps.Length is 0) return between;

        var bare = Ids(new[] { differences.Closed, differences.Opened }.SelectMany((some, side) => some.Where(gap => gap.Post is null).Select(gap => between.places[side][gap.Division.Code].Id.Value)));
        var all = Ids(between.places.SelectMany(side => side.Values).Select(place => place.Id.Value));
        var posts = Ids(links.Where(link => link.Post is not null).Select(link => link.Post!.Id.Value).Concat(gaps.Where(gap => gap.Post is not null).Select(gap => gap.Post!.Id.Value)));
        await between.Look(session, "division", "id", "id", all);
        await between.Look(session, "attribute", "division_id", "division_id", all);
        await between.Look(session, "organization", "id", "id", Ids(links.Select(link => link.Organization.Id.Value).Concat(gaps.Where(gap => gap.Organization is not null).Select(gap => gap.Organization!.Id.Value))));
        await between.Look(session, "post", "id", "id", posts);
        await between.Look(session, "appointment", "post_id", "post_id", posts, whenever: true);
        await between.Look(session, "official", "id", "id", Ids(links.SelectMany(link => link.Holders).Select(holder => holder.Official.Id.Value)));
        await between.Look(session, "contact", "id", "id", Ids(links.Where(link => link.Basis.Contact is not null).Select(link => link.Basis.Contact!.Id.Value)));
        await between.Look(session, "portfolio", "id", "id", Ids(links.Where(link => link.Basis.Portfolio is not null).Select(link => link.Basis.Portfolio!.Id.Value)));
        // A department's programmes are those of its own portfolios.
        await between.Look(session, "portfolio", "organization_id", "organization_id", Ids(links.Where(link => link.Basis.Portfolio?.Department is not null).Select(link => link.Basis.Portfolio!.Department!.Id.Value)), "programmes");
        // What is missing altogether is looked for among all that the place has or had of it.
        await between.Look(session, "organization", "division_id", "division_id", bare, "bodies");
        foreach (var position in gaps.Where(gap => gap.Post is null).Select(gap => gap.Position).OfType<string>().Distinct(StringComparer.Ordinal))
            await between.LookForPosts(session, position, bare);
        return between;
    }

    /// <summary>Positions of the facts because of which only one of the chains has the link.</summary>
    /// <param name="side">Which of the chains: 0 or 1.</param>
    public IReadOnlyList<long> Of(ChainLink link, int side) => Decisive(
    [
        .. Of(places[side][link.Division.Code], link.Basis.Clause), .. Known("organization", link.Organization.Id.Value), .. Known("post", link.Post?.Id.Value), .. Known("appointment", link.Post?.Id.Value),
        .. link.Holders.SelectMany(holder => Known("official", holder.Official.Id.Value)), .. Known("contact", link.Basis.Contact?.Id.Value), .. Known("portfolio", link.Basis.Portfolio?.Id.Value),
        .. Known("programmes", link.Basis.Portfolio?.Department?.Id.Value),
    ]);

    /// <summary>Positions of the facts because of which only one of the chains has the gap.</summary>
    /// <param name="side">Which of the chains: 0 or 1.</param>
    public IReadOnlyList<long> Of(ChainGap gap, int side)
    {
        var place = places[side][gap.Division.Code];
        return Decisive(
        [
            .. Of(place, gap.Clause), .. Known("organization", gap.Organization?.Id.Value), .. Known("post", gap.Post?.Id.Value), .. Known("appointment", gap.Post?.Id.Value),
            .. gap.Post is null ? Known("bodies", place.Id.Value).Concat(gap.Position is null ? [] : Known($"posts {gap.Position}", place.Id.Value)) : [],
        ]);
    }

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<DecisiveFact>> Facts(Session session)
    {
        var shown = new List<DecisiveFact>();
        foreach (var some in decisive.Chunk(500))
            shown.AddRange((await session.List<Row>($"SELECT position, kind, recorded_at, actor, payload FROM ledger WHERE position IN ({Listed(some)}) ORDER BY position")).Select(row => row.Show()));
        return shown;
    }

    private IReadOnlyList<long> Decisive(IEnumerable<long> positions)
    {
        SortedSet<long> found = [.. positions, .. always];
        decisive.UnionWith(found);
        return [.. found];
    }

    /// <summary>What is said of the place itself, where it is in one of the chains only, what moved it there; and tags and numbers on which the clause depends.</summary>
    private IEnumerable<long> Of(Place place, string clause) =>
    [
        .. both.Contains(place.Id) ? Known("division", place.Id.Value) : places.SelectMany(side => side.Values).SelectMany(any => Known("division", any.Id.Value)),
        .. chains.Any(chain => chain.RuleSet.Set.Rules.Any(rule => rule.Clause == clause && rule.When is not null)) ? Known("attribute", place.Id.Value) : [],
    ];

    private IEnumerable<long> Known(string table, long? id) => id is { } known && facts.TryGetValue((table, known), out var found) ? found : [];

    /// <param name="name">Under which name the table's rows are kept; its own where absent.</param>
    /// <param name="whenever">Whether rows count that are so on neither day, as terms do that ended before: a post is vacant since.</param>
    private async Task Look(Session session, string table, string id, string column, string ids, string? name = null, bool whenever = false)
    {
        if (ids.Length is 0) return;
        foreach (var row in await session.List<Version>($"SELECT {id} AS id, known_from, known_until, valid_from, valid_until FROM {table} WHERE {column} IN ({ids})"))
            Note(name ?? table, row, whenever);
    }

    /// <summary>Posts of bodies that one of the two times knows in the place: what came there by a later fact must not change the answer.</summary>
    private async Task LookForPosts(Session session, string position, string divisions)
    {
        var rows = await session.List<Version>(
            $"""
            SELECT o.division_id AS id, p.known_from, p.known_until, p.valid_from, p.valid_until
              FROM post p
              JOIN (SELECT DISTINCT id, division_id
                      FROM organization
                     WHERE division_id IN ({divisions}) AND (known_from <= @One AND @One < known_until OR known_from <= @Other AND @Other < known_until)) o ON o.id = p.organization_id
             WHERE p.position = @position
            """, new { position, One = one.KnownAt, Other = other.KnownAt });
        foreach (var row in rows) Note($"posts {position}", row, whenever: true);
    }

    private void Note(string table, Version row, bool whenever)
    {
        if (Between(row, whenever) is not { } position) return;
        if (!facts.TryGetValue((table, row.Id), out var found)) facts.Add((table, row.Id), found = []);
        found.Add(position);
    }

    /// <summary>The fact because of which the row is there for one of the chains only; null where it is there for both, or for neither.</summary>
    private long? Between(Version row, bool whenever)
    {
        bool KnownAt(Moment moment) => row.KnownFrom <= moment.KnownAt && moment.KnownAt < row.KnownUntil;
        bool ValidOn(Moment moment) => row.ValidFrom <= moment.AsOf && moment.AsOf < row.ValidUntil;
        if (KnownAt(one) != KnownAt(other))
            return whenever || ValidOn(one) || ValidOn(other) ? row.KnownFrom <= Math.Min(one.KnownAt, other.KnownAt) ? row.KnownUntil : row.KnownFrom : null;
        return KnownAt(one) && ValidOn(one) != ValidOn(other) ? row.KnownFrom : null;
    }

    private static string Ids(IEnumerable<long> ids) => Listed(ids.Distinct());

    private static string Listed(IEnumerable<long> numbers) => string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private sealed record Version
    {
        public long Id { get; init; }
        public long KnownFrom { get; init; }
        public long KnownUntil { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
    }

    private sealed record Row
    {
        public long Position { get; init; }
        public required string Kind { get; init; }
        public required string RecordedAt { get; init; }
        public required string Actor { get; init; }
        public required byte[] Payload { get; init; }

        public DecisiveFact Show()
        {
            using var payload = JsonDocument.Parse(Payload);
            var document = payload.RootElement.TryGetProperty("document", out var named) && named.ValueKind is JsonValueKind.String ? named.GetString() : null;
            return new DecisiveFact(Position, Kind, RecordedAt, Actor, document);
        }
    }
}
