using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Responsibility.Api.Appointments;
using Responsibility.Api.Imports;

namespace Responsibility.Api;

/// <summary>Loads <c>samples/henan</c> once the service answers, by the same jobs and requests that anyone could send. Loading again changes nothing.</summary>
internal sealed partial class Demo(
    Database database, IServiceScopeFactory scopes, Settings settings, IServer server, IHostApplicationLifetime lifetime, ILogger<Demo> logger) : BackgroundService
{
    /// <summary>A poor village in which every post is held, all the way up.</summary>
    private const string Village = "410225101200";
    private const string Day = "2017-07-09";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await Load(scope.ServiceProvider.GetRequiredService<IMediator>(), stoppingToken);
            await Tell(Stopwatch.GetElapsedTime(begun), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on where this one was stopped.
        }
#pragma warning disable CA1031 // A sample that cannot be loaded is no reason to take the service down
        catch (Exception broken)
#pragma warning restore CA1031
        {
            LogBroken(broken);
        }
    }

    private async Task Load(IMediator mediator, CancellationToken ct)
    {
        await Import(mediator, new ImportParams(ImportType.Divisions), "divisions-before.csv", ct);
        // 淮阳 was a county until 2019; the sample has its present code throughout.
        (await mediator.Send(new ChangeDivision(DivisionChangeType.Rename, new DateOnly(2019, 12, 20), "样例〔2019〕1号", Division: "411603000000", Name: "淮阳区"), ct)).Required();
        await Import(mediator, new ImportParams(ImportType.Divisions), "divisions.csv", ct);
        await Import(mediator, new ImportParams(ImportType.Attributes), "attributes.csv", ct);
        await Import(mediator, new ImportParams(ImportType.Roster, InitialLoad: true), "roster.csv", ct);
        await Import(mediator, new ImportParams(ImportType.Portfolios), "portfolios.csv", ct);
        await Import(mediator, new ImportParams(ImportType.Contacts), "contacts.csv", ct);
        await Correct(mediator, "HN0000574", new DateOnly(2017, 1, 15), new JsonObject { ["validFrom"] = "2017-01-22" }, "任职日期以任职文件为准", ct);
        await Correct(mediator, "HN0000583", new DateOnly(2016, 2, 18), new JsonObject { ["document"] = "开组干〔2016〕68号" }, "任职文号录入有误", ct);
    }

    /// <summary>Loads a file of the sample, unless it was loaded before: what was corrected since must not be taken back.</summary>
    private async Task Import(IMediator mediator, ImportParams stated, string file, CancellationToken ct)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "samples", "henan", file);
        await using var bytes = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, ct));
        bytes.Position = 0;
        var id = await database.Read(session => session.Find<long>(KnownSql, new { stated.Type, sha256 }), ct);
        if (id is 0) id = (await mediator.Send(new StartImport(stated, file, bytes), ct)).Required().Id;
        while (true)
        {
            var job = (await mediator.Send(new AskImport(id), ct)).Required();
            if (job.IsOver && (job.State is not ImportState.Finished || job.Stats.Rejected > 0))
                throw new InvalidOperationException($"{file}: {Parameters.Word(job.State)}, {job.Stats.Rejected} rows rejected; see /api/v1/imports/{id}.");
            if (job.IsOver) return;
            await Task.Delay(BetweenLooks, ct);
        }
    }

    /// <summary>Puts right the term in 兰考县 that the official has held since that day, unless that was done before.</summary>
    private async Task Correct(IMediator mediator, string staffNumber, DateOnly since, JsonObject patch, string reason, CancellationToken ct)
    {
        var term = await database.Read(session => session.Find<Term>(TermSql, new { staffNumber, since }), ct);
        if (term is null || patch["document"]?.GetValue<string>() == term.Document) return;
        (await mediator.Send(new Correct<AppointmentNoun, Appointment>(term.Id, patch, term.KnownFrom, since, reason), ct)).Required();
    }

    private async Task Tell(TimeSpan took, CancellationToken ct)
    {
        var head = await database.Read(session => session.Get<long>("SELECT count(*) FROM ledger"), ct);
        var before = await database.Read(session => session.Get<long>("SELECT min(position) - 1 FROM ledger WHERE kind = 'appointmentCorrected/1'"), ct);
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? SettingsReading.StandardUrls;
        var key = DemoKey.Of(settings);
        var chain = $"curl -H 'Authorization: Bearer {key}' '{url}/api/v1/divisions/{Village}/chain?asOf={Day}";
        // To the console, not to the log: logs are kept and forwarded, and hold no secrets.
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"""

            The sample is in: Henan, {head:N0} facts, {took.TotalSeconds:0.0} s.
            Swagger UI         {url}/swagger
            OpenAPI            {url}/openapi/v1.json
            Administrator key  {key}

            Who was accountable for 城内村 in 兰考县 on {Day}:
              {chain}'
            The same, as the register knew it before two terms were corrected:
              {chain}&knownAt=pos:{before}'

            """));
    }

    private sealed record Term
    {
        public long Id { get; init; }
        public long KnownFrom { get; init; }
        public string? Document { get; init; }
    }

    private const string KnownSql = "SELECT id FROM import_job WHERE type = @Type AND sha256 = @sha256 AND state IN ('queued', 'running', 'finished') ORDER BY id LIMIT 1";

    private static readonly string TermSql =
        $"""
        SELECT a.id, a.known_from, a.document
          FROM appointment a
          JOIN official f ON f.id = a.official_id AND f.staff_number = @staffNumber AND {Known.Now("f")}
          JOIN post p ON p.id = a.post_id AND {Known.Now("p")}
          JOIN organization o ON o.id = p.organization_id AND {Known.Now("o")}
          JOIN division d ON d.id = o.division_id AND d.code = '410225000000' AND {Known.Now("d")}
         WHERE a.valid_from = @since AND {Known.Now("a")}
         ORDER BY a.id
         LIMIT 1
        """;

    [LoggerMessage(LogLevel.Error, "The sample could not be loaded")]
    private partial void LogBroken(Exception exception);
}
