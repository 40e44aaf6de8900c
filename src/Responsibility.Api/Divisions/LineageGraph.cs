namespace Responsibility.Api.Divisions;

/// <summary>Walks from division to division along splits and merges, never against time.</summary>
/// <remarks>What a neighbour gave away before it received something of a division did not come of that division.</remarks>
internal sealed record LineageGraph(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges, bool Complete)
{
    private const int Largest = 2000;

    /// <summary>The node of a division on a day; the first or the last where it had begun no earlier or had ended.</summary>
    public int On(DivisionId id, DateOnly day)
    {
        var own = Nodes.Index().Where(n => n.Item.Id == id).ToList();
        return (own.FindLast(n => (n.Item.ValidFrom ?? Period.BeforeRecords) <= day) is { Item: not null } found ? found : own[0]).Index;
    }

    public static async Task<LineageGraph> Of(Session session, long asked, Moment moment)
    {
        var (after, afterLinks, wholeAfter) = await Walk(session, asked, moment, forward: true);
        var (before, beforeLinks, wholeBefore) = await Walk(session, asked, moment, forward: false);
        var ids = string.Join(',', after.Keys.Union(before.Keys));
        var spans = Spans(await session.List<Span>($"{SpansSql} AND d.id IN ({ids}) ORDER BY d.id, d.valid_from", new { moment.KnownAt }))
            .Where(s => s.Id == asked || (after.TryGetValue(s.Id, out var since) && s.ValidUntil > since) || (before.TryGetValue(s.Id, out var until) && s.ValidFrom < until))
            .OrderBy(s => s.ValidFrom).ThenBy(s => s.Code, StringComparer.Ordinal).ThenBy(s => s.Id).ToList();
        var changes = (await session.List<Noted>($"{ChangesSql} AND c.division_id IN ({ids}) ORDER BY c.id", new { moment.KnownAt })).ToLookup(c => (c.DivisionId, c.EffectiveOn));
        var edges = Between(spans, [.. afterLinks.Union(beforeLinks)]).Concat(Within(spans, changes)).OrderBy(e => e.EffectiveOn).ThenBy(e => e.From).ThenBy(e => e.To);
        return new([.. spans.Select(s => s.Node())], [.. edges], wholeAfter && wholeBefore);
    }

    /// <summary>Every division that is reached, with the first day from which it counts, or the last until which it does; and the links on the way.</summary>
    private static async Task<(Dictionary<long, DateOnly> Reached, HashSet<Link> Links, bool Whole)> Walk(Session session, long asked, Moment moment, bool forward)
    {
        var reached = new Dictionary<long, DateOnly> { [asked] = forward ? Period.BeforeRecords : Period.Open };
        var (links, next) = (new HashSet<Link>(), new HashSet<long> { asked });
        while (next.Count > 0 && reached.Count <= Largest)
        {
            var found = await session.List<Link>($"{LinksSql} AND l.{(forward ? "predecessor_id" : "successor_id")} IN ({string.Join(',', next)})", new { moment.KnownAt });
            next.Clear();
            foreach (var link in found)
            {
                var (near, far) = forward ? (link.PredecessorId, link.SuccessorId) : (link.SuccessorId, link.PredecessorId);
                if (forward ? link.EffectiveOn < reached[near] : link.EffectiveOn > reached[near]) continue;
                links.Add(link);
                if (reached.TryGetValue(far, out var day) && (forward ? day <= link.EffectiveOn : day >= link.EffectiveOn)) continue;
                reached[far] = link.EffectiveOn;
                next.Add(far);
            }
        }
        return (reached, links, next.Count is 0);
    }

    /// <summary>Versions that follow each other under the same code, name and level are one.</summary>
    private static List<Span> Spans(IReadOnlyList<Span> versions)
    {
        var spans = new List<Span>();
        foreach (var version in versions)
        {
            if (spans is [.., var last] && last.Id == version.Id && last.ValidUntil == version.ValidFrom && (last.Code, last.Name, last.Level) == (version.Code, version.Name, version.Level))
                spans[^1] = last with { ValidUntil = version.ValidUntil };
            else
                spans.Add(version);
        }
        return spans;
    }

    private static IEnumerable<LineageEdge> Between(List<Span> spans, IReadOnlyList<Link> links) =>
        from link in links
        let source = spans.FindIndex(s => s.Id == link.PredecessorId && s.ValidFrom < link.EffectiveOn && s.ValidUntil >= link.EffectiveOn)
        let target = spans.FindIndex(s => s.Id == link.SuccessorId && s.ValidFrom <= link.EffectiveOn && s.ValidUntil > link.EffectiveOn)
        where source >= 0 && target >= 0
        select new LineageEdge(source, target, link.Type, link.EffectiveOn, link.Document, link.ChangeId);

    /// <summary>A division that goes on under another code or name.</summary>
    private static IEnumerable<LineageEdge> Within(List<Span> spans, ILookup<(long, DateOnly), Noted> changes) =>
        from source in spans.Index()
        join target in spans.Index() on (source.Item.Id, source.Item.ValidUntil) equals (target.Item.Id, target.Item.ValidFrom)
        let type = source.Item.Code == target.Item.Code ? DivisionChangeType.Rename : DivisionChangeType.Recode
        let noted = changes[(target.Item.Id, target.Item.ValidFrom)].Where(c => c.Type is not DivisionChangeType.Reparent).OrderBy(c => c.Type == type ? 0 : 1).FirstOrDefault()
        select new LineageEdge(source.Index, target.Index, noted?.Type ?? type, target.Item.ValidFrom, noted?.Document, noted?.Id);

    private static readonly string SpansSql = $"SELECT d.id, d.code, d.name, d.level, d.valid_from, d.valid_until FROM division d WHERE {Known.At("d")}";

    private static readonly string ChangesSql = $"SELECT c.id, c.division_id, c.valid_from AS effective_on, c.type, c.document FROM division_change c WHERE {Known.At("c")}";

    private static readonly string LinksSql =
        $"""
        SELECT l.predecessor_id, l.successor_id, l.effective_on, l.change_id, c.type, c.document
          FROM division_lineage l
          JOIN division_change c ON c.id = l.change_id AND {Known.At("c")}
         WHERE {Known.At("l")}
        """;

    private sealed record Link
    {
        public long PredecessorId { get; init; }
        public long SuccessorId { get; init; }
        public DateOnly EffectiveOn { get; init; }
        public long ChangeId { get; init; }
        public DivisionChangeType Type { get; init; }
        public required string Document { get; init; }
    }

    private sealed record Noted
    {
        public long Id { get; init; }
        public long DivisionId { get; init; }
        public DateOnly EffectiveOn { get; init; }
        public DivisionChangeType Type { get; init; }
        public required string Document { get; init; }
    }

    private sealed record Span
    {
        public long Id { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Level Level { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }

        public LineageNode Node() => new(new DivisionId(Id), Code, Name, Level, Stated.From(ValidFrom), Stated.Until(ValidUntil));
    }
}
