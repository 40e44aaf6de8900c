using System.Text.Json.Serialization;
using Responsibility.Api.Appointments;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>Records what an official did of a duty (履职记录): nights in a village (住村), or a visit (走访).</summary>
/// <param name="Official">Id of the official.</param>
/// <param name="Division">Code of the division in which it was done, as it was on that day.</param>
/// <param name="Day">The day, or the first of the nights; never one that is still to come.</param>
/// <param name="Act">What was done; may be left out where the obligation says it.</param>
/// <param name="Obligation">Id of the obligation for which alone it counts, of the rule set in force on that day; absent where it counts for any that asks for such an act.</param>
/// <param name="Nights">Of nights in a village how many on end, 1 to 31; 1 where absent.</param>
/// <param name="Note">A note; it can be erased.</param>
/// <param name="Document">Number of a document that says so.</param>
/// <example>{"official": 903, "act": "nightStay", "division": "410225101201", "day": "2017-07-04", "nights": 1, "note": "走访贫困户五户"}</example>
/// <example id="correction">{"division": "410225101202", "reason": "村名录入错误"}</example>
public sealed record RecordDuty(
    OfficialId Official, string Division, DateOnly Day, Act? Act = null, string? Obligation = null, long? Nights = null, string? Note = null, string? Document = null)
    : IRequest<Result<Repeated<DutyRecord>>>;

/// <summary>What an official did of a duty.</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Official">The official.</param>
/// <param name="Act">What was done.</param>
/// <param name="Obligation">The obligation for which alone it counts; null where it counts for any.</param>
/// <param name="Division">Where, as the division was on that day.</param>
/// <param name="Day">The day, or the first of the nights.</param>
/// <param name="Nights">How many nights on end; null for a visit.</param>
/// <param name="Note">A note; null once erased.</param>
/// <param name="Document">Number of a document that says so.</param>
/// <example>
/// {
///   "id": 1410, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "act": "nightStay", "obligation": null,
///   "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "day": "2017-07-04", "nights": 1, "note": "走访贫困户五户", "document": null
/// }
/// </example>
public sealed record DutyRecord(DutyRecordId Id, OfficialRef Official, Act Act, string? Obligation, DivisionRef Division, DateOnly Day, long? Nights, string? Note, string? Document);

/// <param name="Nights">1 for a visit, which is of one day.</param>
internal sealed record DutyRecorded(
    OfficialId Official, Act Act, string? Obligation, DivisionId Division, DateOnly Day, long Nights, [property: Personal] string? Note, string? Document) : ICreation
{
    public static string Kind => "dutyRecorded/1";

    [JsonIgnore]
    public Period Period => new(Day, Period.Open);

    public Task Apply(Session session, long position) => Tables.DutyRecord.Create(session, position, this);
}

internal sealed class RecordDutyValidator : AbstractValidator<RecordDuty>
{
    public RecordDutyValidator()
    {
        RuleFor(d => d.Division).NotEmpty().DivisionCode();
        RuleFor(d => d.Act).NotNull().When(d => d.Obligation is null);
        RuleFor(d => d.Nights).InclusiveBetween(1, DutyRecordNoun.MostNights).WithErrorCode("nights-out-of-range");
        RuleFor(d => d.Nights).Null().WithErrorCode("nights-of-visit").When(d => d.Act is Act.Visit)
            .WithMessage(_ => Rules.Say("Only nights in a village are counted in nights.", "只有住村填写晚数。"));
        RuleFor(d => d.Note).MaximumLength(Rules.TextLength);
        RuleFor(d => d.Document).DocumentNumber();
    }
}

internal sealed class RecordDutyHandler(Database database, Caller caller) : IRequestHandler<RecordDuty, Result<Repeated<DutyRecord>>>
{
    public Task<Result<Repeated<DutyRecord>>> Handle(RecordDuty request, CancellationToken ct) =>
        database.Write<Repeated<DutyRecord>>(caller, async session =>
        {
            var planned = await DutyRecordNoun.Fact(session, request);
            if (planned.Refusal is { } unfit) return unfit;
            var fact = planned.Required();
            if (await session.Find<long?>(SameSql, Same(fact)) is { } same) return session.Done(same, recorded: false);
            return await DutyRecordNoun.Against(session, fact, 0) is { } refusal ? refusal : session.Done(await session.Record(fact));
        }, (session, moment, done) => done.As(DutyRecordNoun.Show(session, done.Id, moment)), ct);

    private static object Same(DutyRecorded fact) => new
    {
        fact.Official,
        fact.Act,
        fact.Division,
        fact.Day,
        fact.Nights,
        obligation = fact.Obligation ?? "",
        note = fact.Note ?? "",
        document = fact.Document ?? "",
    };

    /// <summary>The record that says all that is stated, whatever it says besides.</summary>
    private static readonly string SameSql =
        $"""
        SELECT r.id
          FROM duty_record r
         WHERE r.official_id = @Official AND r.valid_from = @Day AND {Known.Now("r")} AND r.act = @Act AND r.division_id = @Division AND r.nights = @Nights
           AND (@obligation = '' OR r.obligation = @obligation) AND (@note = '' OR r.note = @note) AND (@document = '' OR r.document = @document)
        """;
}

internal static class RecordDutyEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/duty-records", async (Body<RecordDuty> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToRepeated(seen => $"/api/v1/duty-records/{seen.Id.Value}"))
        .Describes<DutyRecord>(nameof(RecordDuty), "Duties", "Record what an official did of a duty; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<RecordDuty>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid).Refuses(DutyRecordNoun.AgainstRecords);
}
