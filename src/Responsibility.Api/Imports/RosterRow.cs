using Responsibility.Api.Appointments;
using Responsibility.Api.Officials;
using Responsibility.Api.Organizations;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Imports;

/// <summary>One line of a roster as people keep it: an official, a body, a post in it, and a term on that post.</summary>
/// <param name="SaysPhone">Whether the row says something of the telephone, be it only <c>-</c>.</param>
internal sealed record RosterRow(
    string StaffNumber, string? Name, string Division, string Organization, OrganizationKind? OrganizationKind, string? Position, string? Title, TermCells Term,
    string? Phone, bool SaysPhone)
{
    public static readonly IReadOnlyList<ImportColumn> Columns =
    [
        new("staffNumber", "HN0000574", "工号", "人员编号") { Required = true },
        new("name", "陶刚明", "姓名"),
        new("division", "410225000000", "行政区划代码", "区划代码") { Required = true },
        new("organization", "中共兰考县委员会", "任职机构", "单位") { Required = true },
        new("organizationKind", "partyCommittee", "机构类型"),
        new("position", "partySecretary", "职务类别"),
        new("title", "县委书记", "职务", "职务名称"),
        new("kind", "substantive", "任职类型"),
        new("validFrom", "2017-01-15", "任职日期", "任职时间") { Required = true },
        new("validUntil", "", "免职日期", "免职时间"),
        new("document", "开组干〔2016〕127号", "任职文号"),
        new("documentDate", "2016-12-31", "发文日期"),
        new("phone", "", "电话", "手机号"),
        new("dispatchedBy", "", "派出单位"),
        new("confirmation", "", "任职说明"),
    ];

    public static RosterRow Of(Cells cells)
    {
        cells.Required("validFrom");
        if (!cells.Says("title")) cells.RequiredCode("position");
        return new RosterRow(
            cells.RequiredCode("staffNumber"), cells.Text("name"), cells.RequiredCode("division"), cells.Required("organization"), cells.Word<OrganizationKind>("organizationKind"),
            cells.Code("position"), cells.Text("title"), TermCells.Of(cells, cells.Day), cells.Text("phone"), cells.Says("phone"));
    }

    /// <summary>First day of the term.</summary>
    public DateOnly Day => Term.Day;

    public RegisterOfficial AsOfficial() => new(StaffNumber, Name ?? "", Phone);

    public EstablishOrganization AsOrganization(OrganizationKind kind) => new(Division, kind, Organization);

    /// <param name="organization">The body; id 0 where it is yet to be established.</param>
    public CreatePost AsPost(OrganizationId organization, string position) => new(organization, position, Title);

    /// <summary>The known official as this row says it should be: what it does not speak of stays.</summary>
    public RegisterOfficial Over(RegisterOfficial known) => known with { Name = Name ?? known.Name, Phone = SaysPhone ? Phone : known.Phone };
}

/// <summary>The validators of the four statements that a roster's row amounts to.</summary>
internal sealed record RosterValidators(
    IValidator<RegisterOfficial> Official, IValidator<EstablishOrganization> Organization, IValidator<CreatePost> Post, IValidator<AppointOfficial> Appointment)
{
    private const int MostPassed = 10_000;

    /// <summary>What they have against the row, in the names of its columns. Ids are not known here, and a name only has to be given for someone new: stand-ins do.</summary>
    /// <param name="passed">Statements of bodies and posts that they had nothing against: neighbours in a roster share them.</param>
    public Refusal? Check(RosterRow row, HashSet<object> passed) =>
        Shape.Refusal(Official, row.AsOfficial() with { Name = row.Name ?? "-" })
        ?? Once(passed, Organization, row.AsOrganization(row.OrganizationKind ?? default)).InColumn("/name", "/organization")
        ?? Once(passed, Post, row.AsPost(new OrganizationId(1), row.Position ?? "-"))
        ?? Shape.Refusal(Appointment, row.Term.AsAppointment(new OfficialId(1), new PostId(1)));

    private static Refusal? Once<T>(HashSet<object> passed, IValidator<T> validator, T statement) where T : notnull
    {
        if (passed.Contains(statement)) return null;
        var refusal = Shape.Refusal(validator, statement);
        if (passed.Count >= MostPassed) passed.Clear();
        if (refusal is null) passed.Add(statement);
        return refusal;
    }
}
