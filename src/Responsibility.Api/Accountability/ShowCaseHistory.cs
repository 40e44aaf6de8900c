namespace Responsibility.Api.Accountability;

internal sealed record ShowCaseHistory(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<History>>>;

internal sealed class ShowCaseHistoryHandler(Database database) : IRequestHandler<ShowCaseHistory, Result<Seen<History>>>
{
    public Task<Result<Seen<History>>> Handle(ShowCaseHistory request, CancellationToken ct) =>
        database.Ask<Seen<History>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var versions = await Histories.Of(session, Tables.Case, request.Id, moment);
            if (versions.Count is 0) return Refusals.CaseUnknown with { Status = StatusCodes.Status404NotFound };
            // A step of a sanction leaves the case's own row as it is, so that these are told besides.
            var sanctions = await session.List<long>($"SELECT DISTINCT s.id FROM sanction s WHERE s.case_id = @Id AND {Known.At("s")} ORDER BY s.id", new { request.Id, moment.KnownAt });
            var all = new List<HistoryVersion>(versions);
            foreach (var sanction in sanctions) all.AddRange(await Histories.Of(session, Tables.Sanction, sanction, moment));
            return Histories.Seen([.. all.OrderBy(v => v.KnownFrom)], moment);
        }, ct);
}

internal static class ShowCaseHistoryEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/accountability-cases/{id}/history", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowCaseHistory(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes(nameof(ShowCaseHistory), "Accountability", "Every version of a case, and of each sanction in it", new AnswersMetadata(StatusCodes.Status200OK, typeof(History), Seen: true))
        .Confides(Access.AccessedNoun.AccountabilityCase).IsNotStored()
        .HeedsScope().Refuses(Refusals.CaseUnknown with { Status = 404 }, Refusals.KnownAtInFuture);
}
