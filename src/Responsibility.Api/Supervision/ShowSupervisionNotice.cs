namespace Responsibility.Api.Supervision;

internal sealed record ShowSupervisionNotice(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<SupervisionNotice>>>;

internal sealed class ShowSupervisionNoticeHandler(Database database) : IRequestHandler<ShowSupervisionNotice, Result<Seen<SupervisionNotice>>>
{
    public Task<Result<Seen<SupervisionNotice>>> Handle(ShowSupervisionNotice request, CancellationToken ct) =>
        database.Ask<Seen<SupervisionNotice>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await NoticeRow.Show(session, request.Id, moment) is { } seen ? seen : Refusals.NoticeUnknown with { Status = StatusCodes.Status404NotFound }, ct);
}

internal static class ShowSupervisionNoticeEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/supervision-notices/{id}", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowSupervisionNotice(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes(nameof(ShowSupervisionNotice), "Supervision", "One notice, and who receives it on a day", new AnswersMetadata(StatusCodes.Status200OK, typeof(SupervisionNotice), Seen: true))
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.NoticeUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
