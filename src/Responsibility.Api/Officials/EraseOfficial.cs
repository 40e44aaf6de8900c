using System.Text.Json;
using Responsibility.Api.Imports;

namespace Responsibility.Api.Officials;

/// <summary>Why an official's personal data are erased.</summary>
/// <param name="Ground">The legal ground, such as the clause and the number of the decision. It is kept and public, so it names nobody.</param>
/// <example>{"ground": "《个人信息保护法》第四十七条,豫信办〔2026〕18号"}</example>
public sealed record OfficialErasure(string Ground);

/// <summary>An official whose personal data are gone.</summary>
/// <param name="Id">Ledger position of the fact that registered the official.</param>
/// <param name="StaffNumber">Staff number: it stays, and with it who held which post and when.</param>
/// <param name="Position">Ledger position of the fact that says that they were erased, the last one where there are several.</param>
/// <param name="Facts">How many facts were erased by it; 0 where nothing was left to erase.</param>
/// <example>{"id": 903, "staffNumber": "HN000123", "position": 73921, "facts": 4}</example>
public sealed record ErasedOfficial(OfficialId Id, string StaffNumber, long Position, int Facts);

internal sealed record EraseOfficial(long Id, OfficialErasure Body) : IRequest<Result<ErasedOfficial>>;

/// <summary>What facts say about an official is forgotten: name and telephone, reasons of changes, of ends and of corrections, also those of the official's terms and of being detached; notes on duties and handovers; what sanctions and objections to appraisals say, and why somebody was appointed.</summary>
internal sealed record OfficialErased(OfficialId Official, string Ground, IReadOnlyList<ErasedFact> Facts) : IFact
{
    public static string Kind => Erasure.Kind;

    public async Task Apply(Session session, long position)
    {
        foreach (var fact in Facts)
        {
            await session.Write("UPDATE personal SET salt = NULL, value = NULL WHERE position = @Position", new { fact.Position });
            await session.Write("INSERT INTO erasure (position, erased_by) VALUES (@Position, @by)", new { fact.Position, by = position });
        }
        await Tables.Official.Erase(session, position, Official.Value);
        foreach (var table in Told)
        {
            foreach (var thing in await session.List<long>($"SELECT DISTINCT id FROM {table.Name} WHERE official_id = @Official ORDER BY id", new { Official }))
                await table.Erase(session, position, thing);
        }
    }

    /// <summary>Besides the official's own, the tables whose rows are about an official.</summary>
    internal static readonly IReadOnlyList<VersionTable> Told = [Tables.Appointment, Tables.InspectionMember, Tables.DutyRecord, Tables.Handover, Tables.Sanction, Tables.Confirmation, Tables.AppraisalObjection];
}

internal sealed class EraseOfficialValidator : AbstractValidator<EraseOfficial>
{
    private const int GroundLength = 200;

    public EraseOfficialValidator() => RuleFor(e => e.Body.Ground).NotEmpty().MaximumLength(GroundLength).OverridePropertyName("ground");
}

internal sealed partial class EraseOfficialHandler(Database database, Caller caller, ILogger<EraseOfficialHandler> logger) : IRequestHandler<EraseOfficial, Result<ErasedOfficial>>
{
    public async Task<Result<ErasedOfficial>> Handle(EraseOfficial request, CancellationToken ct)
    {
        var erased = await database.Write<ErasedOfficial>(caller, session => Erase(session, request), ct);
        if (erased.Refusal is null && !await database.Scrub(ct)) LogStillRead(request.Id);
        return erased;
    }

    private static async Task<Result<ErasedOfficial>> Erase(Session session, EraseOfficial request)
    {
        // Retracted or not: the register holds what it was told.
        var numbers = await session.List<string>("SELECT DISTINCT staff_number FROM official WHERE id = @Id ORDER BY staff_number", new { request.Id });
        if (numbers.Count is 0) return Refusals.OfficialUnknown with { Status = StatusCodes.Status404NotFound };
        if (await ImportJobs.InProgress(session) is { } import)
            return session.Caller.Scope is null ? Refusals.ImportRunning.At("id", import) : Refusals.ImportRunning;

        List<PersonalRow> left = [.. await Erasure.Left(session, Tables.Official, "@id", request.Id)];
        List<long> things = [request.Id];
        foreach (var table in OfficialErased.Told)
        {
            var about = $"SELECT id FROM {table.Name} WHERE official_id = @id";
            left.AddRange(await Erasure.Left(session, table, about, request.Id));
            things.AddRange((await session.List<long>(about, new { id = request.Id })).Distinct());
        }
        if (left.Count is 0) return new ErasedOfficial(new(request.Id), numbers[^1], await session.Get<long>("SELECT max(erased_by) FROM erasure WHERE position = @Id", new { request.Id }), 0);
        var names = Texts(left, "name", "phone");
        if (names.Any(name => request.Body.Ground.Contains(name, StringComparison.OrdinalIgnoreCase)))
            return Refusals.Invalid with
            {
                Faults = [new Fault("/ground", "personal-data", new Text("The ground is kept; it must not hold what is to be erased.", "依据将被保留,不得含有待清除的个人信息。"))],
            };

        var facts = Erasure.Of(left);
        var position = await session.Record(new OfficialErased(new(request.Id), request.Body.Ground, facts));
        await Access.AccessLog.Forget(session, request.Id);
        await Erasure.ForgetAnswers(session, things);
        await ImportJobs.Forget(session, [.. names, .. numbers]);
        return new ErasedOfficial(new(request.Id), numbers[^1], position, facts.Count);
    }

    /// <summary>The texts of such members, whether they were stated or changed.</summary>
    private static IReadOnlyList<string> Texts(IEnumerable<PersonalRow> rows, params string[] members) =>
    [
        .. from row in rows
           where members.Contains(row.Member.Split('.')[^1], StringComparer.Ordinal)
           let text = JsonSerializer.Deserialize<string?>(row.Value!)
           where !string.IsNullOrEmpty(text)
           select text,
    ];

    [LoggerMessage(LogLevel.Warning, "What was erased of official {Id} is in the database's log until those who read of the time before have done so and the log is next written back")]
    private partial void LogStillRead(long id);
}

internal static class EraseOfficialEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/officials/{id}/erasure", async (Question<Whole> ask, Body<OfficialErasure> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new EraseOfficial(ask.Value.Id, body.Value), ct)).ToHttp(TypedResults.Ok))
        .Describes<ErasedOfficial>(
            nameof(EraseOfficial), "Officials", "Erase for good what the register holds of an official's personal data, at every time; who held which post stays, under the staff number", StatusCodes.Status200OK)
        .Takes<OfficialErasure>().Administers()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.OfficialUnknown with { Status = 404 }, Refusals.ImportRunning);
}
