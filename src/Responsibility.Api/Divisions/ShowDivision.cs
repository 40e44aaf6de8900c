using System.Text.Json.Nodes;

namespace Responsibility.Api.Divisions;

/// <param name="Code">Code of the division; one that it had before is found too.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record DivisionAt(string Code, DateOnly? AsOf = null, string? KnownAt = null);

/// <param name="Code">Code of the division.</param>
/// <param name="AsOf">A day of the version that is corrected; today where absent.</param>
/// <param name="Reason">Why it is corrected, where the body does not say so.</param>
internal sealed record DivisionVersion(string Code, DateOnly? AsOf = null, string? Reason = null);

/// <param name="Code">Code of the division.</param>
/// <param name="Reason">Why it never was.</param>
internal sealed record DivisionMistake(string Code, string Reason);

/// <summary>Which division a code means.</summary>
internal sealed record FindDivision(string Code, DateOnly? AsOf, string? KnownAt) : IRequest<Result<FoundDivision>>;

/// <summary>A division that had the code on the day, or by then had it last.</summary>
/// <param name="Day">The day itself, or the last on which it had the code.</param>
internal sealed record FoundDivision(DivisionId Id, DateOnly Day);

internal sealed class FindDivisionHandler(Database database) : IRequestHandler<FindDivision, Result<FoundDivision>>
{
    public Task<Result<FoundDivision>> Handle(FindDivision request, CancellationToken ct) =>
        database.Ask<FoundDivision>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            (await DivisionCodes.Required(session, request.Code, moment)).Match<Result<FoundDivision>>(found => new FoundDivision(found.Id, found.Day(moment)), refusal => refusal), ct);
}

internal sealed record ShowDivision(string Code, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<Division>>>;

internal sealed class ShowDivisionHandler(Database database) : IRequestHandler<ShowDivision, Result<Seen<Division>>>
{
    public Task<Result<Seen<Division>>> Handle(ShowDivision request, CancellationToken ct) =>
        database.Ask<Seen<Division>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var required = await DivisionCodes.Required(session, request.Code, moment);
            if (required.Refusal is { } refusal) return refusal;
            var found = required.Required();
            var seen = (await DivisionNoun.Show(session, found.Id.Value, moment with { AsOf = found.Day(moment) }))!;
            // A code that the division has given up names what came after, though the division may go on under another.
            return seen with { Moment = moment, Value = moment.AsOf < found.ValidUntil ? seen.Value : seen.Value with { Successors = await DivisionNoun.Successors(session, found.Id.Value, found.ValidUntil, moment) } };
        }, ct);
}

/// <summary>The divisions above one, from the top down.</summary>
/// <example>
/// {
///   "items": [
///     {"code": "410000000000", "name": "河南省", "level": "province"},
///     {"code": "410200000000", "name": "开封市", "level": "city"},
///     {"code": "410225000000", "name": "兰考县", "level": "county"}
///   ],
///   "asOf": "2017-07-09", "knownAt": "pos:48210"
/// }
/// </example>
public sealed record Ancestors(IReadOnlyList<DivisionRef> Items, DateOnly AsOf, string KnownAt);

internal sealed record AskAncestors(string Code, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<Ancestors>>>;

internal sealed class AskAncestorsHandler(Database database) : IRequestHandler<AskAncestors, Result<Seen<Ancestors>>>
{
    public Task<Result<Seen<Ancestors>>> Handle(AskAncestors request, CancellationToken ct) =>
        database.Ask<Seen<Ancestors>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var found = await DivisionCodes.Required(session, request.Code, moment);
            if (found.Refusal is { } refusal) return refusal;
            var everything = await session.Everything();
            var items = await everything.List<DivisionCodes.Found>(
                $"{Reach.PathSql} SELECT id, code, name, level, valid_from, valid_from AS valid_until FROM path WHERE depth > 0 ORDER BY depth DESC",
                new { Division = found.Required().Id, moment.AsOf, moment.KnownAt });
            return new Seen<Ancestors>(new([.. items.Select(i => new DivisionRef(i.Code, i.Name, i.Level))], moment.AsOf, moment.KnownAtText), moment.KnownAt, moment);
        }, ct);
}

internal static class DivisionEndpoints
{
    private const string Tag = "Divisions";

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/divisions/{code}", async (Question<DivisionAt> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ShowDivision(ask.Value.Code, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes<Division>(nameof(ShowDivision), Tag, "One division on a day; a retired code answers its last version and its successors", StatusCodes.Status200OK)
            .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
        v1.MapGet("/divisions/{code}/children", async (Question<Children> ask, IMediator mediator, CancellationToken ct) =>
            {
                var (code, level, asOf, knownAt, limit, cursor, count) = ask.Value;
                return (await mediator.Send(new ListDivisions(Level: level, Parent: code, AsOf: asOf, KnownAt: knownAt, Limit: limit, Cursor: cursor, Count: count), ct)).ToPage();
            })
            .Describes<Page<Division>>("ListChildren", Tag, "The divisions right below one", StatusCodes.Status200OK)
            .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
        v1.MapGet("/divisions/{code}/ancestors", async (Question<DivisionAt> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new AskAncestors(ask.Value.Code, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes("ListAncestors", Tag, "The divisions above one on a day, from the top down", new AnswersMetadata(StatusCodes.Status200OK, typeof(Ancestors), Seen: true))
            .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
        v1.MapGet("/divisions/{code}/history", (Question<DivisionAt> ask, IMediator mediator, CancellationToken ct) =>
                Of(ask.Value.Code, ask.Value.AsOf, ask.Value.KnownAt, mediator, async (id, _) =>
                    (await mediator.Send(new AskHistory<DivisionNoun>(id.Value, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()), ct))
            .Describes("ShowDivisionHistory", Tag, "Every version of a division", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
            .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
        v1.MapPatch("/divisions/{code}", (Question<DivisionVersion> ask, Body<JsonObject> body, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            {
                var version = Answered.IfMatch(http);
                return version.Refusal is { } refusal
                    ? Task.FromResult(refusal.ToProblem())
                    : Of(ask.Value.Code, ask.Value.AsOf, null, mediator, async (id, day) =>
                        (await mediator.Send(new Correct<DivisionNoun, Division>(id.Value, body.Value, version.Required(), day, ask.Value.Reason), ct)).ToHttp(seen => seen.ToOk()), ct);
            })
            .Describes<Division>("CorrectDivision", Tag, "What was recorded of a division was wrong; a change of the division itself is a division change", StatusCodes.Status200OK)
            .Takes<EstablishDivision>(BodyForm.Correction).Writes()
            .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.VersionsOverlap, Refusals.DivisionCodeTaken, Refusals.VersionChanged, Refusals.IfMatchRequired);
        v1.MapDelete("/divisions/{code}", (Question<DivisionMistake> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            {
                var version = Answered.IfMatch(http);
                return version.Refusal is { } refusal
                    ? Task.FromResult(refusal.ToProblem())
                    : Of(ask.Value.Code, null, null, mediator, async (id, _) =>
                        (await mediator.Send(new Retract<DivisionNoun>(id.Value, ask.Value.Reason, version.Required()), ct)).ToHttp(_ => TypedResults.NoContent()), ct);
            })
            .Describes("RetractDivision", Tag, "The division never was; it stays visible as known before", StatusCodes.Status204NoContent).Writes()
            .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.InUse, Refusals.VersionChanged, Refusals.IfMatchRequired);
    }

    /// <param name="Code">Code of the division above.</param>
    /// <param name="Level">Only these levels.</param>
    /// <param name="AsOf">The day on which it was so; today where absent.</param>
    /// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
    /// <param name="Limit">Items per page, 1 to 1,000.</param>
    /// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
    /// <param name="Count"><c>exact</c> adds <c>total</c>.</param>
    internal sealed record Children(string Code, Level[]? Level = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null);

    private static async Task<IResult> Of(string code, DateOnly? asOf, string? knownAt, IMediator mediator, Func<DivisionId, DateOnly, Task<IResult>> answer, CancellationToken ct)
    {
        var found = await mediator.Send(new FindDivision(code, asOf, knownAt), ct);
        return found.Refusal is { } refusal ? refusal.ToProblem() : await answer(found.Required().Id, found.Required().Day);
    }
}
