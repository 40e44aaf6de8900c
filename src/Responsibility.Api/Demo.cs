using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Responsibility.Api.Access;
using Responsibility.Api.Accountability;
using Responsibility.Api.Appointments;
using Responsibility.Api.Imports;
using Responsibility.Api.Officials;
using Responsibility.Api.Tasks;

namespace Responsibility.Api;

/// <summary>Loads the sample of Henan through the same doors as anybody's data, and tells how to try it. Loading again records nothing.</summary>
internal sealed partial class Demo(
    [FromKeyedServices(Doors.Everything)] Database database, IServiceScopeFactory scopes, Settings settings, IServer server, IHostApplicationLifetime lifetime, ILogger<Demo> logger) : BackgroundService
{
    /// <summary>A poor village of 兰考县 whose responsibility group has had no leader since 2017-03-01.</summary>
    private const string Village = "410225101201";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private static readonly (ImportType Type, string File)[] Files =
    [
        (ImportType.Divisions, "divisions.csv"), (ImportType.Attributes, "attributes.csv"), (ImportType.Roster, "roster.csv"),
        (ImportType.Portfolios, "portfolios.csv"), (ImportType.Contacts, "contacts.csv"),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // The port answers first: loading takes seconds, and nobody has to wait for it.
            var answering = new TaskCompletionSource();
            await using var registration = lifetime.ApplicationStarted.Register(answering.SetResult);
            await answering.Task.WaitAsync(stoppingToken);
            var begun = Stopwatch.GetTimestamp();
            await Load(stoppingToken);
            await Tell(Stopwatch.GetElapsedTime(begun), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped while loading: the next start goes on where this one was.
        }
#pragma warning disable CA1031 // A demo that cannot load says so and ends; there is nothing to go on with
        catch (Exception broken)
#pragma warning restore CA1031
        {
            LogBroken(logger, broken);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task Load(CancellationToken ct)
    {
        await Import(ImportType.Divisions, "divisions-before.csv", ct);
        await Send(new ChangeDivision(DivisionChangeType.Rename, new DateOnly(2019, 12, 20), "国函〔2019〕117号(样例)", "411603000000", "淮阳区"), ct);
        foreach (var (type, file) in Files) await Import(type, file, ct);
        await Story(ct);
        await Correct(ct);
    }

    /// <summary>A task for 兰考县 and, in one of its villages, a case with its decision.</summary>
    private async Task Story(CancellationToken ct)
    {
        const string Title = "易地搬迁扶贫(样例)";
        var (day, issued) = (new DateOnly(2017, 7, 9), new DateOnly(2017, 7, 10));
        if ((await Send(new ListTasks(Division: "410225", Q: Title, AsOf: issued), ct)).Items.Count is 0)
            await Send(new IssueTask(Title, "410225", issued, new DateOnly(2017, 12, 31), "relocation", new TaskTarget("搬迁人口", 1200, "人"), "兰脱贫办〔2017〕9号"), ct);
        if ((await Send(new ListCases(Division: Village, AsOf: day), ct)).Items.Count > 0) return;
        var opened = await Send(new OpenCase(Village, day, "督导发现贫困户识别不准,档案缺失。样例。", "identification"), ct);
        var secretary = await database.Read(session => session.Get<OfficialId>(SecretarySql, new { AsOf = day, KnownAt = long.MaxValue - 1, Village }), ct);
        var (proposer, decider) = await database.Read(session => session.Get<(long, long)>(BodiesSql, new { AsOf = day, KnownAt = long.MaxValue - 1 }), ct);
        await Send(new InvestigateCase(opened.Value.Id.Value, new CaseInvestigation("档案缺失十二户,核查走过场。样例。", new DateOnly(2017, 8, 1))), ct);
        var proposed = await Send(new ProposeSanction(opened.Value.Id.Value, new SanctionProposal(
            "admonition", new(proposer), secretary, Liability: Liability.Direct, ProposedOn: new DateOnly(2017, 8, 10), Text: "对识别不准负直接责任。样例。")), ct);
        await Send(new DecideSanction(proposed.Seen.Value.Id.Value, new SanctionDecision(
            new(decider), "兰纪〔2017〕21号(样例)", new DateOnly(2017, 8, 20), EffectiveUntil: new DateOnly(2018, 2, 20))), ct);
    }

    /// <summary>The village's resident first secretary of the day.</summary>
    private static readonly string SecretarySql =
        $"""
        SELECT a.official_id
          FROM division d
          JOIN organization o ON o.division_id = d.id AND {Known.On("o")}
          JOIN post p ON p.organization_id = o.id AND p.position = 'residentFirstSecretary' AND {Known.On("p")}
          JOIN appointment a ON a.post_id = p.id AND {Known.On("a")}
         WHERE d.code = @Village AND {Known.On("d")}
        """;

    /// <summary>Who proposes and who decides: the province's discipline commission and the party committee of 兰考县.</summary>
    private static readonly string BodiesSql =
        $"""
        SELECT max(CASE WHEN o.kind = 'disciplineCommission' AND d.code = '410000000000' THEN o.id END), max(CASE WHEN o.kind = 'partyCommittee' AND d.code = '410225000000' THEN o.id END)
          FROM division d
          JOIN organization o ON o.division_id = d.id AND {Known.On("o")}
         WHERE d.code IN ('410000000000', '410225000000') AND {Known.On("d")}
        """;

    /// <summary>Two mistakes are put right after everything was loaded, so that what was known before differs from what is known now.</summary>
    private async Task Correct(CancellationToken ct)
    {
        var official = await Find("SELECT f.id, f.known_from FROM official f WHERE f.staff_number = 'HN0000574'", ct);
        if (official.KnownFrom == official.Id)
            await Send(new Correct<OfficialNoun, Official>(official.Id, new JsonObject { ["name"] = "陶纲明" }, official.KnownFrom, null, "姓名用字录入有误"), ct);
        var appointment = await Find(
            "SELECT a.id, a.known_from FROM appointment a JOIN official f ON f.id = a.official_id WHERE f.staff_number = 'HN0000575' AND a.valid_from = @day", ct);
        if (appointment.KnownFrom == appointment.Id)
            await Send(new Correct<AppointmentNoun, Appointment>(
                appointment.Id, new JsonObject { ["document"] = "开组干〔2017〕76号" }, appointment.KnownFrom, new DateOnly(2017, 7, 9), "任职文号录入有误"), ct);
    }

    /// <summary>The thing as it is known now.</summary>
    private Task<Version> Find(string sql, CancellationToken ct) => database.Read(async session =>
        (await session.List<Version>($"SELECT * FROM ({sql}) AS found ORDER BY known_from DESC LIMIT 1", new { day = new DateOnly(2017, 1, 15) }))[0], ct);

    /// <summary>Brings a file in, unless these very bytes were brought in before.</summary>
    private async Task Import(ImportType type, string name, CancellationToken ct)
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "samples", "henan", name));
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
        file.Position = 0;
        var known = await database.Read(session => session.Find<long?>(
            "SELECT id FROM import_job WHERE sha256 = @digest AND type = @type AND state IN ('queued', 'running', 'finished') ORDER BY id DESC LIMIT 1", new { digest, type }), ct);
        var job = known is { } id ? await Send(new AskImport(id), ct) : await Send(new StartImport(new ImportParams(type, InitialLoad: true), name, file), ct);
        while (!job.IsOver)
        {
            await Task.Delay(BetweenLooks, ct);
            job = await Send(new AskImport(job.Id), ct);
        }
        if (job.Outcome is not ImportOutcome.Ok) throw new InvalidOperationException($"The sample {name} did not load: {(job.ErrorGroups.Count > 0 ? job.ErrorGroups[0] : null)}");
    }

    private async Task<T> Send<T>(IRequest<Result<T>> request, CancellationToken ct) where T : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct)).Required();
    }

    private async Task Tell(TimeSpan took, CancellationToken ct)
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? SettingsReading.StandardUrls;
        url = url.Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        var key = DemoKey.Of(settings);
        var before = await database.Read(session => session.Get<long>(
            "SELECT min(f.known_from) - 1 FROM official f WHERE f.staff_number = 'HN0000574' AND f.known_from > f.id"), ct);
        var chain = $"{url}/api/v1/divisions/{Village}/chain?asOf=2017-07-09";
        // To the console, not to the log: logs are kept and forwarded, and hold no secrets.
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"""

            The sample of Henan is loaded in {took.TotalSeconds:0.0} s: real divisions, synthetic officials.
              API pages      {url}/swagger
              OpenAPI        {url}/openapi/v1.json
              administrator  {key}

            Who was accountable for 任庄村, a poor village of 兰考县, on 9 July 2017?
              curl -H 'Authorization: Bearer {key}' '{chain}'
            What was a task, what came of a case:
              curl -H 'Authorization: Bearer {key}' '{url}/api/v1/tasks?within=410225&asOf=2017-07-10'
              curl -H 'Authorization: Bearer {key}' '{url}/api/v1/accountability-cases?within=410225'
            How the heads of 兰考县 come out for 2017, indicator by indicator:
              curl -H 'Authorization: Bearer {key}' '{url}/api/v1/appraisals/2017/results?within=410225'
            The first, as the register knew it before two mistakes were put right:
              curl -H 'Authorization: Bearer {key}' '{chain}&knownAt=pos:{before}'

            """));
    }

    [LoggerMessage(LogLevel.Error, "The sample could not be loaded")]
    private static partial void LogBroken(ILogger logger, Exception exception);

    private sealed record Version
    {
        public long Id { get; init; }
        public long KnownFrom { get; init; }
    }
}
