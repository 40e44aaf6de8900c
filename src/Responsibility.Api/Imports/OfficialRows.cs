using System.Text.Json;
using Responsibility.Api.Officials;

namespace Responsibility.Api.Imports;

/// <summary>
/// Officials, known by their staff numbers. A first day tells which version is meant: where none begins that day, the official is from then on what the row says. A new one is registered without a first day.
/// </summary>
internal sealed class OfficialRows(ImportContext context, IValidator<RegisterOfficial> validator) : ImportRows<OfficialRows.Statement>(context)
{
    private Dictionary<string, long> known = [];

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("staffNumber", "HN0000574", "工号", "人员编号") { Required = true },
        new("name", "陶刚明", "姓名"),
        new("phone", "", "电话", "手机号"),
        new("homeOrganization", "中共兰考县委员会", "编制单位", "所在单位"),
        new("homeDivision", "410225000000", "编制单位区划代码"),
        new("validFrom", "", "生效日期"),
        new("validUntil", "", "失效日期", "离任日期"),
    ];

    protected override Statement Read(Cells cells)
    {
        if (cells.Text("homeOrganization") is not null) cells.RequiredCode("homeDivision");
        return new(
            cells.RequiredCode("staffNumber"), cells.Text("name"), cells.Text("phone"), cells.Says("phone"), cells.Text("homeOrganization"), cells.Says("homeOrganization"), cells.Code("homeDivision"),
            cells.Day("validFrom"), cells.Day("validUntil"), cells.Says("validUntil"));
    }

    /// <summary>A name only has to be given for someone new: a stand-in does.</summary>
    protected override Refusal? Check(Statement row) =>
        Shape.Refusal(validator, new RegisterOfficial(row.StaffNumber, row.Name ?? "-", row.Phone))
        ?? (row.HomeDivision is { } of && !DivisionCode.TryParse(of, out _) ? Refusals.DivisionUnknown.At("homeDivision", of) : null);

    /// <summary>One question for all numbers of a chunk.</summary>
    public override async Task Begin(Session session, IReadOnlyList<StatedRow> chunk) =>
        known = await Ids(session, chunk.Where(row => row.Refusal is null).Select(row => ((Statement)row.Statement!).StaffNumber));

    /// <summary>The ids of officials by their staff numbers, as they are held to be now.</summary>
    public static async Task<Dictionary<string, long>> Ids(Session session, IEnumerable<string> numbers)
    {
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (number, id) in await session.List<(string, long)>(IdsSql(session), new { numbers = JsonSerializer.Serialize(numbers.Distinct(StringComparer.Ordinal)) })) ids.TryAdd(number, id);
        return ids;
    }

    protected override async Task<RowOutcome> Take(Session session, Statement row)
    {
        var homes = row.HomeOrganization is null ? [] : await Bodies.Ever(session, row.HomeDivision!, row.HomeOrganization);
        if (row.HomeOrganization is not null && homes.Count is 0)
            return await DivisionCodes.Meant(session, row.HomeDivision!, row.ValidFrom ?? session.Today) is null ? Refusals.DivisionUnknown.At("homeDivision", row.HomeDivision) : Refusals.OrganizationUnknown.At("homeOrganization", row.HomeOrganization);
        if (!known.TryGetValue(row.StaffNumber, out var id)) return await Register(session, row, homes);
        if (!await session.Reaches("official", id)) return Refusals.StaffNumberTaken.At("staffNumber", row.StaffNumber);

        var timeline = await OfficialNoun.Table.Current(session, id);
        var last = timeline.Versions[^1].Period.Until;
        var begins = timeline.Versions.FirstOrDefault(v => v.Period.From == row.ValidFrom);
        if (row.ValidFrom is { } day && begins is null) return await From(session, row, id, timeline, day, homes);
        if (row.SaysUntil && begins is null && (row.ValidUntil ?? Period.Open) > last) return Refusals.NotInForce.At("validUntil", row.ValidUntil);
        var version = begins ?? await Saying(session, row, timeline, homes) ?? timeline.On(session.Today) ?? timeline.Versions[^1];
        var before = await OfficialNoun.Restate(session, version);
        var home = await Home(session, row, before, homes);
        if (home.Refusal is { } unknown) return unknown;
        var correction = await Corrects<OfficialNoun, RegisterOfficial, OfficialRegistered, Official>(session, id, timeline, version, row.Over(before, home.Required().Id), validator);
        return row.SaysUntil && (row.ValidUntil ?? Period.Open) != version.Period.Until ? await End(session, row, id, last, correction) : await Update(session, id, correction);
    }

    private async Task<RowOutcome> Register(Session session, Statement row, IReadOnlyList<long> homes)
    {
        if (row.Name is null) return Refusals.CellMissing.Because("A new official needs a name.", "新干部须写明姓名。").At("name");
        var home = await Home(session, row, null, homes);
        if (home.Refusal is { } unknown) return unknown;
        if (session.Caller.Scope is not null && home.Required().Id is null) return Refusals.BelongsNowhere.At("homeOrganization");
        var plan = await OfficialNoun.Plan(session, new RegisterOfficial(row.StaffNumber, row.Name, row.Phone, home.Required().Id), null);
        if (plan.Refusal is { } refusal) return refusal;
        if (Context.Params.ImportStrategy is ImportStrategy.Update) return Refusals.RowUnknown;
        var id = known[row.StaffNumber] = await session.Record(plan.Required());
        if (row.ValidUntil is { } until) await session.Record(new Ended<OfficialNoun>(id, until, null, Context.Reason));
        return RowOutcome.Created;
    }

    /// <summary>From the row's first day on a known official is what the row says.</summary>
    private async Task<RowOutcome> From(Session session, Statement row, long id, Timeline timeline, DateOnly day, IReadOnlyList<long> homes)
    {
        if (timeline.On(day) is not { } version) return Refusals.NotInForce.At("validFrom", day);
        var before = await OfficialNoun.Restate(session, version);
        var home = await Home(session, row, before, homes);
        if (home.Refusal is { } unknown) return unknown;
        var statement = row.Over(before, home.Required().Id);
        if (statement == before && row.ValidUntil is null) return RowOutcome.Unchanged;
        return await Change<OfficialNoun, RegisterOfficial, OfficialRegistered, Official>(session, id, timeline, day, statement, validator, row.ValidUntil);
    }

    /// <summary>The official leaves on another day than was known: one who stays longer cannot be told from one who comes back.</summary>
    private async Task<RowOutcome> End(Session session, Statement row, long id, DateOnly last, Result<Correction<OfficialNoun>> correction)
    {
        if (correction.Refusal is { } refusal) return refusal;
        if (row.ValidUntil is not { } until || until > last) return Refusals.NotInForce.At("validUntil", row.ValidUntil);
        if (Context.Params.ImportStrategy is ImportStrategy.Create) return Refusals.RowExists;
        if (await RestsBeyond<OfficialNoun>(session, id) is { } beyond) return beyond;
        await correction.Required().Record(session);
        await session.Record(new Ended<OfficialNoun>(id, until, null, Context.Reason));
        return RowOutcome.Updated;
    }

    /// <summary>A version that says just what the row says.</summary>
    private static async Task<TimelineVersion?> Saying(Session session, Statement row, Timeline timeline, IReadOnlyList<long> homes)
    {
        foreach (var version in timeline.Versions)
        {
            var before = await OfficialNoun.Restate(session, version);
            if (row.SaysUntil && (row.ValidUntil ?? Period.Open) != version.Period.Until) continue;
            var home = row.HomeOrganization is null ? (row.SaysHome ? null : before.HomeOrganization) : before.HomeOrganization is { } at && homes.Contains(at.Value) ? at : new OrganizationId(0);
            if (row.Over(before, home) == before) return version;
        }
        return null;
    }

    /// <summary>The body on whose books the official is: the one that is known to be it, where it goes by the name that the row has for it.</summary>
    private static async Task<Result<Books>> Home(Session session, Statement row, RegisterOfficial? before, IReadOnlyList<long> homes)
    {
        if (!row.SaysHome) return new Books(before?.HomeOrganization);
        if (row.HomeOrganization is null) return new Books(null);
        if (before?.HomeOrganization is { } at && homes.Contains(at.Value)) return new Books(at);
        if (homes is [var only]) return new Books(new OrganizationId(only));
        var named = await Bodies.Named(session, "homeDivision", row.HomeDivision!, "homeOrganization", row.HomeOrganization, row.ValidFrom ?? session.Today);
        return named.Refusal is { } refusal ? refusal : new Books(named.Required());
    }

    private sealed record Books(OrganizationId? Id);

    internal sealed record Statement(
        string StaffNumber, string? Name, string? Phone, bool SaysPhone, string? HomeOrganization, bool SaysHome, string? HomeDivision, DateOnly? ValidFrom, DateOnly? ValidUntil, bool SaysUntil)
    {
        public RegisterOfficial Over(RegisterOfficial known, OrganizationId? home) => known with { Name = Name ?? known.Name, Phone = SaysPhone ? Phone : known.Phone, HomeOrganization = home };
    }

    private static string IdsSql(Session session) => $"SELECT f.staff_number, f.id FROM official f WHERE f.staff_number IN ({session.Texts("@numbers")}) AND {Known.Now("f")} ORDER BY f.id";
}
