namespace Responsibility.Api.Divisions;

/// <summary>How a division came to be and what became of it: a graph over time, complete in both directions.</summary>
/// <param name="Division">The division.</param>
/// <param name="Predecessors">What it came of, directly.</param>
/// <param name="Successors">What came of it, directly.</param>
/// <param name="Node">Which of the nodes, counted from 0, is the division as on the day that is asked about, or as it was last.</param>
/// <param name="Nodes">Divisions as long as they had one code, one name and one level, by their first day: all that came into this one, and all that came of it.</param>
/// <param name="Edges">What became what.</param>
/// <param name="Complete">False where the graph has more than 2,000 divisions and is cut there.</param>
/// <param name="AsOf">The day of the question; the graph tells of all days.</param>
/// <param name="KnownAt">What was recorded later is left out.</param>
/// <example>
/// {
///   "division": {"code": "410108000000", "name": "惠济区"}, "predecessors": [{"code": "410112000000", "name": "郊区"}], "successors": [], "node": 2,
///   "nodes": [
///     {"id": 70, "code": "410112000000", "name": "郊区", "level": "county", "validFrom": "1983-12-31", "validUntil": "1987-12-31"},
///     {"id": 71, "code": "410108000000", "name": "邙山区", "level": "county", "validFrom": "1987-12-31", "validUntil": "2003-12-31"},
///     {"id": 71, "code": "410108000000", "name": "惠济区", "level": "county", "validFrom": "2003-12-31", "validUntil": null}
///   ],
///   "edges": [
///     {"from": 0, "to": 1, "type": "merge", "effectiveOn": "1987-12-31", "document": "国函〔1987〕1号", "change": 72},
///     {"from": 1, "to": 2, "type": "rename", "effectiveOn": "2003-12-31", "document": "国函〔2003〕1号", "change": 73}
///   ],
///   "complete": true, "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record Lineage(
    DivisionParent Division, IReadOnlyList<DivisionParent> Predecessors, IReadOnlyList<DivisionParent> Successors, int Node,
    IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges, bool Complete, DateOnly AsOf, string KnownAt);

/// <summary>A division as long as it had this code, this name and this level.</summary>
/// <param name="Id">The division; several nodes may be the same one at different times.</param>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">Its level.</param>
/// <param name="ValidFrom">First day; null where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it was no longer so; null while open.</param>
public sealed record LineageNode(DivisionId Id, string Code, string Name, Level Level, DateOnly? ValidFrom, DateOnly? ValidUntil);

/// <summary>What became what on a day.</summary>
/// <param name="From">Number of the node that was before, counted from 0.</param>
/// <param name="To">Number of the node that was then.</param>
/// <param name="Type">By what kind of change.</param>
/// <param name="EffectiveOn">First day on which it was so.</param>
/// <param name="Document">The document that said so; null where the register was only corrected.</param>
/// <param name="Change">Id of the division change; null where there is none.</param>
public sealed record LineageEdge(int From, int To, DivisionChangeType Type, DateOnly EffectiveOn, string? Document, long? Change);

internal sealed record AskLineage(string Code, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<Lineage>>>;

internal sealed class AskLineageHandler(Database database) : IRequestHandler<AskLineage, Result<Seen<Lineage>>>
{
    public Task<Result<Seen<Lineage>>> Handle(AskLineage request, CancellationToken ct) =>
        database.Ask<Seen<Lineage>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var found = await DivisionCodes.Required(session, request.Code, moment);
            if (found.Refusal is { } refusal) return refusal;
            var asked = found.Required();
            var graph = await LineageGraph.Of(session, asked.Id.Value, moment);
            var node = graph.On(asked.Id, asked.Day(moment));
            DivisionParent Named(int n) => new(graph.Nodes[n].Code, graph.Nodes[n].Name);
            // Under another name it is the same division still; under another code it is what came of this one.
            bool Own(int n) => graph.Nodes[n].Id == asked.Id && graph.Nodes[n].Code == asked.Code;
            var lineage = new Lineage(
                Named(node),
                [.. graph.Edges.Where(e => Own(e.To) && !Own(e.From)).Select(e => Named(e.From)).Distinct().OrderBy(d => d.Code, StringComparer.Ordinal)],
                [.. graph.Edges.Where(e => Own(e.From) && !Own(e.To)).Select(e => Named(e.To)).Distinct().OrderBy(d => d.Code, StringComparer.Ordinal)],
                node, graph.Nodes, graph.Edges, graph.Complete, moment.AsOf, moment.KnownAtText);
            return new Seen<Lineage>(lineage, moment.KnownAt, moment);
        }, ct);
}

internal static class ShowLineageEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/divisions/{code}/lineage", async (Question<DivisionAt> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new AskLineage(ask.Value.Code, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes("ShowLineage", "Divisions", "What a division came of, and what came of it, over time", new AnswersMetadata(StatusCodes.Status200OK, typeof(Lineage), Seen: true))
        .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
