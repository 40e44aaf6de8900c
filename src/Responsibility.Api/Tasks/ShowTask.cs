namespace Responsibility.Api.Tasks;

internal sealed record ShowTask(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<AssignedTask>>>;

internal sealed class ShowTaskHandler(Database database) : IRequestHandler<ShowTask, Result<Seen<AssignedTask>>>
{
    public Task<Result<Seen<AssignedTask>>> Handle(ShowTask request, CancellationToken ct) =>
        database.Ask<Seen<AssignedTask>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await TaskRow.Show(session, request.Id, moment) is { } seen ? seen : Refusals.TaskUnknown with { Status = StatusCodes.Status404NotFound }, ct);
}

internal static class ShowTaskEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/tasks/{id}", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowTask(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes<AssignedTask>(nameof(ShowTask), "Tasks", "One task on a day, and who answers for it", StatusCodes.Status200OK)
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.TaskUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
