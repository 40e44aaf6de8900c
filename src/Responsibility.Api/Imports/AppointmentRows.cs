using Responsibility.Api.Accountability;
using Responsibility.Api.Appointments;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Imports;

/// <summary>Terms of known officials on known posts. A row is known by its official, its post and its first day.</summary>
internal sealed class AppointmentRows(ImportContext context, IValidator<AppointOfficial> validator) : ImportRows<AppointmentRows.Statement>(context)
{
    private Vocabulary vocabulary = new([]);
    private Dictionary<string, long> officials = [];
    private ILookup<OfficialId, PromotionBars.Sanctioned> sanctioned = Enumerable.Empty<PromotionBars.Sanctioned>().ToLookup(sanction => sanction.OfficialId);

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("staffNumber", "HN0000574", "工号", "人员编号") { Required = true },
        new("division", "410225000000", "行政区划代码", "区划代码") { Required = true },
        new("organization", "中共兰考县委员会", "任职机构", "单位") { Required = true },
        new("position", "partySecretary", "职务类别"),
        new("title", "县委书记", "职务", "职务名称"),
        new("kind", "substantive", "任职类型"),
        new("validFrom", "2017-01-15", "任职日期", "任职时间") { Required = true },
        new("validUntil", "", "免职日期", "免职时间"),
        new("document", "开组干〔2016〕127号", "任职文号"),
        new("documentDate", "2016-12-31", "发文日期"),
        new("dispatchedBy", "", "派出单位"),
        new("confirmation", "", "任职说明"),
    ];

    protected override Statement Read(Cells cells)
    {
        if (!cells.Says("title")) cells.RequiredCode("position");
        return new(
            cells.RequiredCode("staffNumber"), cells.RequiredCode("division"), cells.Required("organization"), cells.Code("position"), cells.Text("title"),
            TermCells.Of(cells, column => cells.RequiredDay(column)));
    }

    protected override Refusal? Check(Statement row) =>
        Shape.Refusal(validator, row.Term.AsAppointment(new OfficialId(1), new PostId(1)))
        ?? (DivisionCode.TryParse(row.Division, out _) ? null : Refusals.DivisionUnknown.At("division", row.Division));

    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk)
    {
        vocabulary = await RuleSetShelf.Vocabulary(session);
        var numbers = chunk.Where(row => row.Refusal is null).Select(row => ((Statement)row.Statement!).StaffNumber).ToList();
        officials = await OfficialRows.Ids(session, numbers);
        sanctioned = await PromotionBars.Of(session, numbers);
    }

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        if (!officials.TryGetValue(row.StaffNumber, out var official) || !await session.Reaches("official", official)) return Refusals.OfficialUnknown.At("staffNumber", row.StaffNumber);
        if (row.Position is not null && vocabulary.FindPosition(row.Position) is null) return Refusals.PositionUnknown.At("position", row.Position);
        var known = await Terms(session, official, row.Division, row.Organization, row.Position is null ? "" : vocabulary.FindPosition(row.Position)!.Id, row.Title ?? "", row.Term.Day);
        if (known.Count > 1) return Refusals.PostAmbiguous.At(row.Title is null ? "position" : "title", row.Title ?? row.Position);
        return known is [var term] ? await Correct(session, row, term.Id) : await Appoint(session, row, new OfficialId(official));
    }

    /// <summary>The one term of an official from that day on, on a post that ever went by that position and title in a body that ever went by that name there; null where there is none, or several.</summary>
    public static async Task<long?> Known(Session session, long official, string division, string organization, string position, string title, DateOnly day) =>
        await Terms(session, official, division, organization, position, title, day) is [var term] ? term.Id : null;

    private static async Task<List<Bodies.Found>> Terms(Session session, long official, string division, string organization, string position, string title, DateOnly day) =>
        await Bodies.Reached(session, "appointment", await session.List<Bodies.Found>(TermsSql, new { official, code = DivisionCode.Parse(division).Value, name = organization, held = position, called = title, day }));

    private async Task<RowOutcome> Appoint(Session session, Statement row, OfficialId official)
    {
        var body = await Bodies.Named(session, "division", row.Division, "organization", row.Organization, row.Term.Day);
        if (body.Refusal is { } nowhere) return nowhere;
        var post = await Bodies.Post(session, vocabulary, body.Required(), row.Position, row.Title, row.Term.Day);
        if (post.Refusal is { } none) return none;
        var seated = await Seating.Decide(session, row.Term.AsAppointment(official, post.Required()), PromotionBars.On(sanctioned[official], row.Term.Day), Context.Params.OnOccupied);
        if (seated.Refusal is { } refusal) return refusal;
        if (Context.Params.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown;
        var (term, ended) = seated.Required();
        if (ended is not null) await session.Record(ended);
        var id = await session.Record(term);
        await AppointmentNoun.RecordBesides(session, id, term);
        return RowOutcome.Created with { Ended = ended is null ? 0 : 1, Thing = id };
    }

    private async Task<RowOutcome> Correct(Session session, Statement row, long term)
    {
        var timeline = await AppointmentNoun.Table.Current(session, term);
        var version = timeline.Versions.First(v => v.Period.From == row.Term.Day);
        var statement = row.Term.Over(await AppointmentNoun.Restate(session, version), (string?)version.Values["end_reason"], Context.Params.OnOccupied);
        return await Update(session, term, await Corrects<AppointmentNoun, AppointOfficial, OfficialAppointed, Appointment>(session, term, timeline, version, statement, validator));
    }

    internal sealed record Statement(string StaffNumber, string Division, string Organization, string? Position, string? Title, TermCells Term);

    private static readonly string TermsSql =
        $"""
        SELECT DISTINCT a.id, 1 AS on_day
          FROM appointment a
         WHERE a.official_id = @official AND a.valid_from = @day AND {Storage.Known.Now("a")} AND a.post_id IN ({Bodies.PostsEverSql("@code", "@name")})
         ORDER BY a.id
        """;
}
