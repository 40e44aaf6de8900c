namespace Responsibility.Api.Accountability;

internal sealed record ShowSanction(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<Sanction>>>;

internal sealed class ShowSanctionHandler(Database database) : IRequestHandler<ShowSanction, Result<Seen<Sanction>>>
{
    public Task<Result<Seen<Sanction>>> Handle(ShowSanction request, CancellationToken ct) =>
        database.Ask<Seen<Sanction>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await SanctionRow.Show(session, request.Id, moment) is { } seen ? seen : Refusals.SanctionUnknown, ct);
}

internal sealed record ShowSanctionHistory(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<History>>>;

internal sealed class ShowSanctionHistoryHandler(Database database) : IRequestHandler<ShowSanctionHistory, Result<Seen<History>>>
{
    public Task<Result<Seen<History>>> Handle(ShowSanctionHistory request, CancellationToken ct) =>
        database.Ask<Seen<History>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await Histories.Of(session, Tables.Sanction, request.Id, moment) is { Count: > 0 } versions ? Histories.Seen(versions, moment) : Refusals.SanctionUnknown, ct);
}

internal static class ShowSanctionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/sanctions/{id}", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ShowSanction(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes<Sanction>(nameof(ShowSanction), "Accountability", "One sanction on a day, and how far it had come", StatusCodes.Status200OK)
            .Confides(Access.AccessedNoun.Sanction).IsNotStored()
            .HeedsScope().Refuses(Refusals.SanctionUnknown, Refusals.KnownAtInFuture);
        v1.MapGet("/sanctions/{id}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ShowSanctionHistory(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
            .Describes(nameof(ShowSanctionHistory), "Accountability", "Every step of a sanction, and since when the register knew of it", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
            .Confides(Access.AccessedNoun.Sanction).IsNotStored()
            .HeedsScope().Refuses(Refusals.SanctionUnknown, Refusals.KnownAtInFuture);
    }
}
