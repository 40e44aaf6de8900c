namespace Responsibility.Api.Supervision;

/// <summary>Runs, the newest first.</summary>
/// <param name="Day">Only runs that looked at this day.</param>
/// <param name="Before">Only runs with a smaller number.</param>
/// <param name="Limit">Items per page, 1 to 200.</param>
internal sealed record ListSupervisionRuns(DateOnly? Day = null, long? Before = null, int Limit = 50) : IRequest<Result<SupervisionRunPage>>;

/// <summary>Runs, the newest first.</summary>
/// <param name="Items">The runs.</param>
/// <param name="NextBefore">Give this as <c>before</c> for older ones; null where these are the oldest.</param>
/// <example>{"items": ["{SupervisionRun}"], "nextBefore": null}</example>
public sealed record SupervisionRunPage(IReadOnlyList<SupervisionRun> Items, long? NextBefore);

internal sealed class ListSupervisionRunsValidator : AbstractValidator<ListSupervisionRuns>
{
    public ListSupervisionRunsValidator() => RuleFor(l => l.Limit).InclusiveBetween(1, 200);
}

internal sealed class ListSupervisionRunsHandler(Database database) : IRequestHandler<ListSupervisionRuns, Result<SupervisionRunPage>>
{
    public Task<Result<SupervisionRunPage>> Handle(ListSupervisionRuns request, CancellationToken ct) => database.Read<Result<SupervisionRunPage>>(async session =>
    {
        var (from, until) = (request.Day ?? DateOnly.MinValue, request.Day ?? DateOnly.MaxValue);
        var rows = await session.List<RunRow>(Sql, new { from, until, before = request.Before ?? long.MaxValue, more = request.Limit + 1 });
        var shown = rows.Take(request.Limit).Select(row => row.Show()).ToList();
        return new SupervisionRunPage(shown, rows.Count > shown.Count ? shown[^1].Id : null);
    }, ct);

    private const string Sql = $"{RunRow.Select} WHERE id < @before AND day >= @from AND day <= @until ORDER BY id DESC LIMIT @more";
}

internal static class ListSupervisionRunsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/supervision-runs", async (Question<ListSupervisionRuns> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<SupervisionRunPage>(nameof(ListSupervisionRuns), "Supervision", "Days that were looked at for what is late, the newest first", StatusCodes.Status200OK);
}
