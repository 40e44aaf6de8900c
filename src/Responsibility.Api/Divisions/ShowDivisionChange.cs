namespace Responsibility.Api.Divisions;

internal sealed record ShowDivisionChange(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<DivisionChange>>>;

internal sealed class ShowDivisionChangeHandler(Database database) : IRequestHandler<ShowDivisionChange, Result<Seen<DivisionChange>>>
{
    public Task<Result<Seen<DivisionChange>>> Handle(ShowDivisionChange request, CancellationToken ct) =>
        database.Ask<Seen<DivisionChange>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await DivisionChangeAnswer.Of(session, request.Id, moment.KnownAt) is { } seen ? seen with { Moment = moment } : Refusals.DivisionChangeUnknown, ct);
}

internal sealed record ShowDivisionChangeHistory(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<History>>>;

internal sealed class ShowDivisionChangeHistoryHandler(Database database) : IRequestHandler<ShowDivisionChangeHistory, Result<Seen<History>>>
{
    public Task<Result<Seen<History>>> Handle(ShowDivisionChangeHistory request, CancellationToken ct) =>
        database.Ask<Seen<History>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await Histories.Of(session, Tables.DivisionChange, request.Id, moment) is { Count: > 0 } versions
                ? new Seen<History>(new(versions, moment.AsOf, moment.KnownAtText), versions.Max(v => v.KnownUntil ?? v.KnownFrom), moment)
                : Refusals.DivisionChangeUnknown, ct);
}

internal static class ShowDivisionChangeEndpoint
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/division-changes/{id}", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ShowDivisionChange(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes<DivisionChange>(nameof(ShowDivisionChange), "Divisions", "One change of divisions, with what it moved and what ended with it", StatusCodes.Status200OK)
            .HeedsScope().Refuses(Refusals.DivisionChangeUnknown, Refusals.KnownAtInFuture);
        v1.MapGet("/division-changes/{id}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ShowDivisionChangeHistory(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes(nameof(ShowDivisionChangeHistory), "Divisions", "As what a change was recorded, and as what it was corrected", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
            .HeedsScope().Refuses(Refusals.DivisionChangeUnknown, Refusals.KnownAtInFuture);
    }
}
