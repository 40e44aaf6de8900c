namespace Responsibility.Api.Checks;

/// <summary>How many a check finds on a day.</summary>
/// <param name="Name">The check.</param>
/// <param name="Within">Code of a division: only what is in it or below on that day. Checks with <c>needsWithin</c> need it of those who reach every division.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record ShowCheckSummary(CheckName Name, string? Within = null, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<CheckSummary>>;

/// <summary>How many a check finds.</summary>
/// <param name="Name">The check.</param>
/// <param name="Severity">How bad that is.</param>
/// <param name="Count">How many it finds: as many as it has details.</param>
/// <param name="Total">How many it looked at.</param>
/// <param name="Percentage">Those of these, in per cent, two decimals; 0 where there was nothing to look at.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <example>{"name": "postVacant", "severity": "warning", "count": 3, "total": 120, "percentage": 2.50, "asOf": "2017-07-09", "knownAt": "pos:48210"}</example>
public sealed record CheckSummary(CheckName Name, CheckSeverity Severity, long Count, long Total, decimal Percentage, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

internal sealed class ShowCheckSummaryHandler(Database database) : IRequestHandler<ShowCheckSummary, Result<CheckSummary>>
{
    public Task<Result<CheckSummary>> Handle(ShowCheckSummary request, CancellationToken ct) =>
        database.Ask<CheckSummary>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var ground = await CheckGround.Of(session, moment, request.Within);
            if (ground.Refusal is { } refusal) return refusal;
            var check = DataChecks.Of(request.Name);
            if (DataChecks.Refusal(check, ground.Required()) is { } wide) return wide;
            var count = await check.Count(ground.Required());
            return new CheckSummary(check.Name, check.Severity, count.Broken, count.Total, count.Percentage, moment.AsOf, moment.KnownAtText) { Stable = moment.Stable };
        }, ct);
}

internal static class ShowCheckSummaryEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/checks/{name}/summary", async (Question<ShowCheckSummary> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(summary => new JsonResult<CheckSummary>(summary, summary.AsOf, summary.Stable)))
        .Describes<CheckSummary>(nameof(ShowCheckSummary), "Checks", "How many a check finds on a day", StatusCodes.Status200OK)
        .HeedsScope().Refuses(Refusals.NotFound, Refusals.WithinRequired, Refusals.DivisionUnknown, Refusals.KnownAtInFuture);
}
