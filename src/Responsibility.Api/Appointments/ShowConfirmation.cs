using System.Globalization;
using System.Text.Json.Serialization;

namespace Responsibility.Api.Appointments;

/// <summary>Why an official was appointed, as it was stated with the appointment (任职说明).</summary>
/// <param name="Id">Ledger position of the fact that says so.</param>
/// <param name="Appointment">Id of the appointment.</param>
/// <param name="Official">The official.</param>
/// <param name="ValidFrom">The first day of the term, as it was stated with it.</param>
/// <param name="Sanctions">Ids of the sanctions that barred it (影响期), as far as the asker reaches them; empty where none did.</param>
/// <param name="Reason">Why; null once erased.</param>
/// <example>{"id": 1305, "appointment": 1304, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "validFrom": "2017-11-01", "sanctions": [1302], "reason": "平级调整,工作急需,经市委常委会研究"}</example>
public sealed record AppointmentConfirmation(ConfirmationId Id, AppointmentId Appointment, OfficialRef Official, DateOnly ValidFrom, IReadOnlyList<SanctionId> Sanctions, string? Reason);

/// <summary>Why an official is appointed.</summary>
/// <param name="Sanctions">The sanctions that bar it.</param>
internal sealed record StatedReason(IReadOnlyList<SanctionId> Sanctions, string Reason);

/// <summary>An appointment was made for a reason that was stated, most of all although sanctions barred it.</summary>
/// <param name="ValidFrom">The first day of the term.</param>
/// <param name="Barred">The sanctions that barred it then; none where the reason was only given.</param>
internal sealed record AppointmentConfirmed(AppointmentId Appointment, OfficialId Official, DateOnly ValidFrom, IReadOnlyList<SanctionId> Barred, [property: Personal] string? Reason) : ICreation
{
    public static string Kind => "appointmentConfirmed/1";

    [JsonIgnore]
    public Period Period => new(ValidFrom, Period.Open);

    [JsonIgnore]
    public string Sanctions => string.Join(',', Barred.Select(sanction => sanction.Value.ToString(CultureInfo.InvariantCulture)));

    public Task Apply(Session session, long position) => Tables.Confirmation.Create(session, position, this);
}

internal sealed record ConfirmationRow
{
    public ConfirmationId Id { get; init; }
    public AppointmentId AppointmentId { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? OfficialName { get; init; }
    public DateOnly ValidFrom { get; init; }
    public required string Sanctions { get; init; }
    public string? Reason { get; init; }

    /// <summary>What was known of those whose appointment was then held to be: one that never was needed no reason. The official is shown as nearest to the moment's day.</summary>
    public static readonly string Select =
        $"""
        SELECT c.id, c.known_from, c.appointment_id, c.official_id, f.staff_number, f.name AS official_name, c.valid_from, c.sanctions, c.reason
          FROM appointment_confirmation c
          JOIN official f ON f.id = c.official_id AND {Known.Nearest("f", "official")}
         WHERE {Known.At("c")} AND EXISTS (SELECT 1 FROM appointment a WHERE a.id = c.appointment_id AND {Known.At("a")})
        """;

    /// <summary>Rows as they are shown: one more question for all of them.</summary>
    public static async Task<IReadOnlyList<AppointmentConfirmation>> Show(Session session, IReadOnlyList<ConfirmationRow> rows, Moment moment)
    {
        var named = rows.SelectMany(row => row.Ids).Distinct().ToList();
        var seen = named.Count is 0 ? [] : (await session.List<SanctionId>(
            $"SELECT DISTINCT s.id FROM sanction s WHERE s.id IN ({session.Numbers("@ids")}) AND {Known.At("s")}", new { ids = $"[{string.Join(',', named)}]", moment.KnownAt })).ToHashSet();
        return [.. rows.Select(row => new AppointmentConfirmation(
            row.Id, row.AppointmentId, new OfficialRef(row.OfficialId, row.StaffNumber, row.OfficialName), row.ValidFrom, [.. row.Ids.Select(id => new SanctionId(id)).Where(seen.Contains)], row.Reason))];
    }

    private IEnumerable<long> Ids => Sanctions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => long.Parse(id, CultureInfo.InvariantCulture));
}

internal sealed record ShowConfirmation(long Id, DateOnly? AsOf, string? KnownAt) : IRequest<Result<Seen<AppointmentConfirmation>>>;

internal sealed class ShowConfirmationHandler(Database database) : IRequestHandler<ShowConfirmation, Result<Seen<AppointmentConfirmation>>>
{
    public Task<Result<Seen<AppointmentConfirmation>>> Handle(ShowConfirmation request, CancellationToken ct) =>
        database.Ask<Seen<AppointmentConfirmation>>(new At(request.AsOf, request.KnownAt), async (session, moment) =>
            await session.Find<ConfirmationRow>($"{ConfirmationRow.Select} AND c.appointment_id = @Id ORDER BY c.id DESC LIMIT 1", new { request.Id, moment.AsOf, moment.KnownAt }) is { } row
                ? new Seen<AppointmentConfirmation>((await ConfirmationRow.Show(session, [row], moment))[0], row.Id.Value, moment)
                : Refusals.NotFound, ct);
}

internal static class ShowConfirmationEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/appointments/{id}/confirmation", async (Question<One> ask, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(new ShowConfirmation(ask.Value.Id, ask.Value.AsOf, ask.Value.KnownAt), ct)).ToHttp(seen => seen.ToOk()))
        .Describes<AppointmentConfirmation>(nameof(ShowConfirmation), "Appointments", "Why an official was appointed although a sanction barred it, as it was last stated; 404 where nothing was", StatusCodes.Status200OK)
        .Confides(Access.AccessedNoun.Appointment).IsNotStored()
        .HeedsScope().Refuses(Refusals.NotFound, Refusals.KnownAtInFuture);
}
