namespace Responsibility.Api.Supervision;

internal sealed record ShowSupervisionRun(long Id) : IRequest<Result<SupervisionRun>>;

internal sealed class ShowSupervisionRunHandler(Database database) : IRequestHandler<ShowSupervisionRun, Result<SupervisionRun>>
{
    public Task<Result<SupervisionRun>> Handle(ShowSupervisionRun request, CancellationToken ct) => database.Read<Result<SupervisionRun>>(async session =>
        await session.Find<RunRow>($"{RunRow.Select} WHERE id = @Id", request) is { } row ? row.Show() : Refusals.SupervisionRunUnknown, ct);
}

internal static class ShowSupervisionRunEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/supervision-runs/{id}", async (Question<Whole> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowSupervisionRun(ask.Value.Id), ct)).ToHttp(TypedResults.Ok))
        .Describes<SupervisionRun>(nameof(ShowSupervisionRun), "Supervision", "One look for what is late", StatusCodes.Status200OK)
        .Refuses(Refusals.SupervisionRunUnknown);
}
