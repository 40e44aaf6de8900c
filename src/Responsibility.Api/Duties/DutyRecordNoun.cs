using Responsibility.Api.Appointments;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Duties;

/// <summary>A duty record as a thing that can be corrected and retracted.</summary>
internal sealed class DutyRecordNoun : INoun<RecordDuty, DutyRecorded, DutyRecord>
{
    /// <summary>Whoever stays longer is recorded again.</summary>
    public const int MostNights = 31;

    public static string Word => "dutyRecord";
    public static string Resource => "duty-records";
    public static VersionTable Table => Tables.DutyRecord;
    public static Refusal Unknown => Refusals.DutyRecordUnknown;
    public static string UsesSql => "SELECT 'none' AS noun, id FROM duty_record WHERE id = @id AND 1 = 0";

    /// <summary>What a record may be refused for, besides its form.</summary>
    public static IReadOnlyList<Refusal> AgainstRecords { get; } =
    [
        Refusals.OfficialUnknown, Refusals.DivisionUnknown, Refusals.DivisionNotInForce, Refusals.ObligationUnknown, Refusals.ObligationAct, Refusals.DayInFuture, Refusals.NightsOverlap,
        Refusals.DutyRecordExists,
    ];

    public static async Task<Result<DutyRecorded>> Plan(Session session, RecordDuty statement, long? self)
    {
        var fact = await Fact(session, statement);
        return fact.Refusal is null && await Against(session, fact.Required(), self ?? 0) is { } refusal ? refusal : fact;
    }

    /// <summary>What is recorded once nothing stands against it.</summary>
    public static async Task<Result<DutyRecorded>> Fact(Session session, RecordDuty statement)
    {
        var officials = await session.Get<long>($"SELECT count(*) FROM official f WHERE f.id = @Official AND {Known.Now("f")}", new { statement.Official });
        if (officials is 0) return Refusals.OfficialUnknown.At("official", statement.Official.Value);
        if (await DivisionCodes.Meant(session, statement.Division, statement.Day) is not { } division) return Refusals.DivisionUnknown.At("division", statement.Division);
        if (!new Period(division.ValidFrom, division.ValidUntil).Contains(statement.Day)) return Refusals.DivisionNotInForce.At("division", statement.Division);
        var act = statement.Act;
        if (statement.Obligation is { } id)
        {
            var sets = (await RuleSetShelf.Calendar(session, session.Head)).On(statement.Day);
            if (sets.SelectMany(s => s.Set.Obligations).FirstOrDefault(o => o.Id == id) is not { } obligation) return Refusals.ObligationUnknown.At("obligation", id);
            if (act is { } other && other != obligation.Act) return Refusals.ObligationAct.At("act", Parameters.Word(other));
            act = obligation.Act;
        }
        return new DutyRecorded(statement.Official, act!.Value, statement.Obligation, division.Id, statement.Day, statement.Nights ?? 1, statement.Note, statement.Document);
    }

    /// <summary>What stands against the record beside those that the register holds, but for <paramref name="self"/>.</summary>
    public static async Task<Refusal?> Against(Session session, DutyRecorded fact, long self)
    {
        var beside = await session.List<Beside>(BesideSql, new { fact.Official, fact.Act, self, from = Earliest(fact.Day), until = Until(fact.Day, fact.Nights) });
        var refusal = Against(fact, session.Today, beside, out var same);
        return same is { } record && await session.Reaches(Word, record.Value) ? refusal?.Because($"Duty record {record.Value}.", $"履职记录 {record.Value}。") : refusal;
    }

    /// <summary>Nobody spends a night in two places, or one night twice; two visits to one place on one day are one.</summary>
    /// <param name="same">The record beside it, if it is that.</param>
    internal static Refusal? Against(DutyRecorded fact, DateOnly today, IReadOnlyList<Beside> beside, out DutyRecordId? same)
    {
        same = null;
        if (fact is { Act: Act.Visit, Nights: > 1 }) return Refusals.Invalid.At("nights", fact.Nights);
        if (Until(fact.Day, fact.Nights).AddDays(-1) > today) return Refusals.DayInFuture.At(fact.Day > today ? "day" : "nights", fact.Day > today ? fact.Day : fact.Nights);
        var days = new Period(fact.Day, Until(fact.Day, fact.Nights));
        same = beside.FirstOrDefault(b => days.Overlaps(new Period(b.Day, Until(b.Day, b.Nights))) && (fact.Act is Act.NightStay || b.DivisionId == fact.Division))?.Id;
        return same is null ? null : (fact.Act is Act.NightStay ? Refusals.NightsOverlap : Refusals.DutyRecordExists).At("day", fact.Day);
    }

    /// <summary>The first day of which a record may reach into <paramref name="day"/>.</summary>
    public static DateOnly Earliest(DateOnly day) => DateOnly.FromDayNumber(Math.Max(day.DayNumber - MostNights, 0));

    private static DateOnly Until(DateOnly day, long nights) => DateOnly.FromDayNumber((int)Math.Min(day.DayNumber + nights, Period.Open.DayNumber));

    public static async Task<RecordDuty> Restate(Session session, TimelineVersion version)
    {
        var act = Enum.Parse<Act>((string)version.Values["act"]!, ignoreCase: true);
        return new RecordDuty(
            new OfficialId((long)version.Values["official_id"]!), await DivisionCodes.Of(session, (long)version.Values["division_id"]!, version.Period.From), version.Period.From, act,
            (string?)version.Values["obligation"], act is Act.NightStay ? (long)version.Values["nights"]! : null, (string?)version.Values["note"], (string?)version.Values["document"]);
    }

    public static async Task<Seen<DutyRecord>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<DutyRecordRow>($"{DutyRecordRow.Select} AND r.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    /// <summary>Another record of the same official and act.</summary>
    internal sealed record Beside
    {
        public DutyRecordId Id { get; init; }
        public DivisionId DivisionId { get; init; }
        public DateOnly Day { get; init; }
        public long Nights { get; init; }
    }

    private static readonly string BesideSql =
        $"""
        SELECT r.id, r.division_id, r.valid_from AS day, r.nights
          FROM duty_record r
         WHERE r.official_id = @Official AND r.valid_from >= @from AND r.valid_from < @until AND r.act = @Act AND r.id <> @self AND {Known.Now("r")}
         ORDER BY r.valid_from, r.id
        """;
}

internal sealed record DutyRecordRow
{
    public DutyRecordId Id { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? OfficialName { get; init; }
    public Act Act { get; init; }
    public string? Obligation { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public DateOnly Day { get; init; }
    public long Nights { get; init; }
    public string? Note { get; init; }
    public string? Document { get; init; }

    /// <summary>What was done by the moment's day; places are named as they were when it was done.</summary>
    public static readonly string Select =
        $"""
        SELECT r.id, r.official_id, f.staff_number, f.name AS official_name, r.act, r.obligation, d.code, d.name AS division_name, d.level, r.valid_from AS day, r.nights, r.note, r.document
          FROM duty_record r
          JOIN any_official f ON f.id = r.official_id AND {Known.Nearest("f", "any_official")}
          JOIN division d ON d.id = r.division_id AND {Known.At("d")} AND d.valid_from = (
               SELECT n.valid_from FROM division n
                WHERE n.id = r.division_id AND {Known.At("n")}
                ORDER BY CASE WHEN n.valid_from <= r.valid_from THEN 0 ELSE 1 END, CASE WHEN n.valid_from <= r.valid_from THEN n.valid_from END DESC, n.valid_from
                LIMIT 1)
         WHERE {Known.On("r")}
        """;

    public DutyRecord Show() => new(
        Id, new OfficialRef(OfficialId, StaffNumber, OfficialName), Act, Obligation, new DivisionRef(Code, DivisionName, Level), Day, Act is Act.NightStay ? Nights : null, Note, Document);
}
