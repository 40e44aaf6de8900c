namespace Responsibility.Api.Checks;

/// <summary>How many each check finds on a day.</summary>
/// <param name="Within">Code of a division: only what is in it or below on that day. Without it, those who reach every division get no figures of the checks with <c>needsWithin</c>.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
internal sealed record SummarizeChecks(string? Within = null, DateOnly? AsOf = null, string? KnownAt = null) : IRequest<Result<CheckSummaries>>;

/// <summary>How many each check finds.</summary>
/// <param name="Items">Each check, in the order of the catalogue.</param>
/// <param name="AsOf">The day on which it was so.</param>
/// <param name="KnownAt">The ledger position whose knowledge the answer rests on, as <c>pos:N</c>.</param>
/// <example>{"items": ["{CheckSummaryItem}"], "asOf": "2017-07-09", "knownAt": "pos:48210"}</example>
public sealed record CheckSummaries(IReadOnlyList<CheckSummaryItem> Items, DateOnly AsOf, string KnownAt)
{
    internal bool Stable { get; init; }
}

/// <summary>How many one check finds.</summary>
/// <param name="Name">The check.</param>
/// <param name="Severity">How bad that is.</param>
/// <param name="Section">What it is about.</param>
/// <param name="Count">How many it finds; null where it needs <c>within</c>.</param>
/// <param name="Total">How many it looked at; null where it needs <c>within</c>.</param>
/// <param name="Percentage">Those of these, in per cent, two decimals; null where it needs <c>within</c>.</param>
/// <example>{"name": "postVacant", "severity": "warning", "section": "posts", "count": 3, "total": 120, "percentage": 2.50}</example>
public sealed record CheckSummaryItem(CheckName Name, CheckSeverity Severity, CheckSection Section, long? Count, long? Total, decimal? Percentage);

internal sealed class SummarizeChecksHandler(Database database) : IRequestHandler<SummarizeChecks, Result<CheckSummaries>>
{
    public Task<Result<CheckSummaries>> Handle(SummarizeChecks request, CancellationToken ct) =>
        database.Ask<CheckSummaries>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
        {
            var ground = await CheckGround.Of(session, moment, request.Within);
            if (ground.Refusal is { } refusal) return refusal;
            var items = new List<CheckSummaryItem>();
            foreach (var check in DataChecks.All)
            {
                var count = DataChecks.Refusal(check, ground.Required()) is null ? await check.Count(ground.Required()) : null;
                items.Add(new CheckSummaryItem(check.Name, check.Severity, check.Section, count?.Broken, count?.Total, count?.Percentage));
            }
            return new CheckSummaries(items, moment.AsOf, moment.KnownAtText) { Stable = moment.Stable };
        }, ct);
}

internal static class SummarizeChecksEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/checks/summary", async (Question<SummarizeChecks> ask, HttpRequest http, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(ask.Value, ct)).ToHttp(summary => Csv.IsWanted(http)
                ? new CsvResult<CheckSummaryItem>(summary.Items, new Moment { AsOf = summary.AsOf, KnownAt = 0, Stable = summary.Stable }, summary.KnownAt)
                : new JsonResult<CheckSummaries>(summary, summary.AsOf, summary.Stable)))
        .Describes(nameof(SummarizeChecks), "Checks", "How many each check finds on a day", new AnswersMetadata(StatusCodes.Status200OK, typeof(CheckSummaries), Csv: true))
        .HeedsScope().Refuses(Refusals.DivisionUnknown, Refusals.KnownAtInFuture);
}
