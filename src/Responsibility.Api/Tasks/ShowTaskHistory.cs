namespace Responsibility.Api.Tasks;

internal sealed record ShowTaskHistory(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<History>>;

internal sealed class ShowTaskHistoryHandler(Database database) : IRequestHandler<ShowTaskHistory, Result<History>>
{
    public Task<Result<History>> Handle(ShowTaskHistory request, CancellationToken ct) =>
        database.Ask<History>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var versions = await Histories.Of(session, Tables.Task, request.Id, moment);
            return versions.Count is 0
                ? Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound }
                : new History(versions, moment.AsOf, moment.KnownAtText);
        }, ct);
}

internal static class ShowTaskHistoryEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/{id}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowTaskHistory(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(TypedResults.Ok))
        .Describes<History>(nameof(ShowTaskHistory), "Tasks", "Every version of a task, and the step that made it so", StatusCodes.Status200OK)
        .Refuses(Refusals.TaskUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
