namespace Responsibility.Api.Tasks;

internal sealed record ShowTaskHistory(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<History>>>;

internal sealed class ShowTaskHistoryHandler(Database database) : IRequestHandler<ShowTaskHistory, Result<Seen<History>>>
{
    public Task<Result<Seen<History>>> Handle(ShowTaskHistory request, CancellationToken ct) =>
        database.Ask<Seen<History>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var versions = await Histories.Of(session, Tables.Task, request.Id, moment);
            return versions.Count is 0
                ? Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound }
                : Histories.Seen(versions, moment);
        }, ct);
}

internal static class ShowTaskHistoryEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/{id}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowTaskHistory(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes(nameof(ShowTaskHistory), "Tasks", "Every version of a task, and the step that made it so", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
        .HeedsScope().Refuses(Refusals.TaskUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
