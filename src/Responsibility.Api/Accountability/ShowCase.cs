namespace Responsibility.Api.Accountability;

internal sealed record ShowCase(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<AccountabilityCase>>>;

internal sealed class ShowCaseHandler(Database database) : IRequestHandler<ShowCase, Result<Seen<AccountabilityCase>>>
{
    public Task<Result<Seen<AccountabilityCase>>> Handle(ShowCase request, CancellationToken ct) =>
        database.Ask<Seen<AccountabilityCase>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await CaseRow.Show(session, request.Id, moment) is { } seen ? seen : Refusals.CaseUnknown with { Status = StatusCodes.Status404NotFound }, ct);
}

internal static class ShowCaseEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/accountability-cases/{id}", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowCase(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes<AccountabilityCase>(nameof(ShowCase), "Accountability", "One case on a day, with what was decided by then", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.AccountabilityCase).IsNotStored()
        .HeedsScope().Refuses(Refusals.CaseUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
