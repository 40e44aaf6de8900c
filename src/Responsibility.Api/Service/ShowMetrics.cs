using System.Globalization;
using System.Text;
using Responsibility.Api.Access;
using Responsibility.Api.Checks;

namespace Responsibility.Api.Service;

/// <summary>What the register and its process are like, in figures.</summary>
internal sealed record ShowMetrics : IRequest<Result<string>>;

internal sealed class ShowMetricsHandler(Database database, CheckFigures figures, TimeProvider clock) : IRequestHandler<ShowMetrics, Result<string>>
{
    public async Task<Result<string>> Handle(ShowMetrics request, CancellationToken ct)
    {
        var size = await database.Ask<Moment>(At.Now, (_, moment) => Task.FromResult<Result<Moment>>(moment), ct);
        if (size.Refusal is { } refusal) return refusal;
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var text = new StringBuilder()
            .Gauge("responsibility_ledger_size", "Facts in the ledger.", ("", size.Required().KnownAt))
            .Gauge("responsibility_uptime_seconds", "Seconds since the process began.", ("", Math.Round((clock.GetUtcNow() - new DateTimeOffset(process.StartTime)).TotalSeconds, 3)));
        if (await figures.Last(ct) is { } counted)
            text.Gauge("responsibility_check_issues", "What each check of the register finds today.", [.. counted.Broken.Select(check => ($"{{check=\"{Parameters.Word(check.Key)}\"}}", (double)check.Value))])
                .Gauge("responsibility_vacant_posts", "Posts with an open seat today: the vacancies of that status.",
                    ("{status=\"vacant\"}", counted.Broken[CheckName.PostVacant]), ("{status=\"actingOnly\"}", counted.Broken[CheckName.PostActingOnly]))
                .Gauge("responsibility_checks_ledger_position", "The ledger position whose knowledge the figures of the checks rest on.", ("", counted.KnownAt))
                .Gauge("responsibility_checks_duration_seconds", "How long it took to count them.", ("", Math.Round(counted.Took.TotalSeconds, 3)));
        return text.ToString();
    }
}

/// <summary>The text format of Prometheus, version 0.0.4.</summary>
internal static class Exposition
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    public static StringBuilder Gauge(this StringBuilder text, string name, string help, params IReadOnlyList<(string Labels, double Value)> samples)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(" gauge\n");
        foreach (var (labels, value) in samples) text.Append(name).Append(labels).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return text;
    }
}

internal static class ShowMetricsEndpoint
{
    public static void Map(WebApplication app) => app
        .MapGet("/metrics", async (HttpResponse http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ShowMetrics(), ct)).ToHttp(text =>
        {
            http.Headers.CacheControl = "no-store";
            return TypedResults.Text(text, Exposition.MediaType);
        }))
        .Describes(nameof(ShowMetrics), "Service", "Figures of the register and its process, as Prometheus reads them; those of the checks are counted at most once a minute", new AnswersMetadata(StatusCodes.Status200OK, null, Media: "text/plain"))
        .RequireAuthorization(Policies.Read).AddEndpointFilter<KeepWithin>().AddEndpointFilter<RefuseUnbound>();
}
