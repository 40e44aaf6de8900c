using System.Text.RegularExpressions;

namespace Responsibility.Api.Officials;

/// <summary>Registers an official (干部).</summary>
/// <param name="StaffNumber">Staff number (工号): the natural key, public, never erased; an identity number is refused.</param>
/// <param name="Name">Name.</param>
/// <param name="Phone">Telephone; shown masked.</param>
/// <param name="HomeOrganization">Id of the organization on whose books the official is.</param>
/// <example>{"staffNumber": "HN000123", "name": "王某", "phone": "13800000000", "homeOrganization": 901}</example>
/// <example id="change">{"effectiveOn": "2017-09-01", "homeOrganization": 950, "reason": "工作调动"}</example>
/// <example id="correction">{"name": "王某某", "reason": "姓名录入错误"}</example>
public sealed record RegisterOfficial(string StaffNumber, string Name, string? Phone = null, OrganizationId? HomeOrganization = null) : IRequest<Result<Seen<Official>>>;

/// <summary>An official.</summary>
/// <param name="Id">Ledger position of the fact that registered the official.</param>
/// <param name="StaffNumber">Staff number.</param>
/// <param name="Name">Name; null once erased.</param>
/// <param name="Phone">Telephone, masked.</param>
/// <param name="HomeOrganization">The organization on whose books the official is.</param>
/// <example>{"id": 903, "staffNumber": "HN000123", "name": "王某", "phone": "138****00", "homeOrganization": {"id": 901, "name": "中共兰考县委"}, "validFrom": null, "validUntil": null}</example>
public sealed record Official(OfficialId Id, string StaffNumber, string? Name, string? Phone, Organizations.OrganizationParent? HomeOrganization, DateOnly? ValidFrom, DateOnly? ValidUntil);

internal sealed record OfficialRegistered(
    string StaffNumber, [property: Personal] string? Name, [property: Personal] string? Phone, OrganizationId? HomeOrganization) : ICreation
{
    public static string Kind => "officialRegistered/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(Period.BeforeRecords, Period.Open);

    public Task Apply(Session session, long position) => Tables.Official.Create(session, position, this);
}

internal sealed partial class RegisterOfficialValidator : AbstractValidator<RegisterOfficial>
{
    private const int StaffNumberLength = 40;
    private const int PhoneLength = 40;

    public RegisterOfficialValidator()
    {
        RuleFor(o => o.StaffNumber).NotEmpty().MaximumLength(StaffNumberLength);
        RuleFor(o => o.StaffNumber).Must(number => number is null || !IdentityNumber().IsMatch(number))
            .WithErrorCode("identity-number")
            .WithMessage(_ => Rules.Say("This looks like an identity number; a staff number is public.", "疑似身份证号;工号是公开信息,不得使用身份证号。"));
        RuleFor(o => o.StaffNumber).Must(number => number is null || !number.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))).WithErrorCode("white-space")
            .WithMessage(_ => Rules.Say("A staff number has no spaces.", "工号不能含空白字符。"));
        RuleFor(o => o.Name).Name();
        RuleFor(o => o.Phone).MaximumLength(PhoneLength);
    }

    /// <summary>GB 11643: 17 digits and a check digit or X; 15 digits in the old form.</summary>
    [GeneratedRegex("^([0-9]{17}[0-9Xx]|[0-9]{15})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdentityNumber();
}

internal sealed class RegisterOfficialHandler(Database database, Caller caller) : IRequestHandler<RegisterOfficial, Result<Seen<Official>>>
{
    public Task<Result<Seen<Official>>> Handle(RegisterOfficial request, CancellationToken ct) =>
        Creating.One<OfficialNoun, RegisterOfficial, OfficialRegistered, Official>(database, caller, request, ct);
}

internal sealed class OfficialNoun : INoun<RegisterOfficial, OfficialRegistered, Official>
{
    public static string Word => "official";
    public static string Resource => "officials";
    public static VersionTable Table => Tables.Official;
    public static Refusal Unknown => Refusals.OfficialUnknown;
    public static bool StatesPeriod => false;

    public static async Task<Result<OfficialRegistered>> Plan(Session session, RegisterOfficial statement, long? self)
    {
        var state = await session.Get<State>(StateSql, new { statement.StaffNumber, self = self ?? 0, home = statement.HomeOrganization?.Value ?? 0 });
        if (state.Taken > 0) return Refusals.StaffNumberTaken.At("staffNumber", statement.StaffNumber);
        if (statement.HomeOrganization is { } home && state.Homes is 0) return Refusals.OrganizationUnknown.At("homeOrganization", home.Value);
        return Decided(statement);
    }

    /// <summary>What is recorded once the staff number is known to be free and the home to be there.</summary>
    internal static OfficialRegistered Decided(RegisterOfficial statement) => new(statement.StaffNumber, statement.Name, statement.Phone, statement.HomeOrganization);

    public static Task<RegisterOfficial> Restate(Session session, TimelineVersion version) => Task.FromResult(new RegisterOfficial(
        (string)version.Values["staff_number"]!,
        (string?)version.Values["name"] ?? "",
        (string?)version.Values["phone"],
        version.Values["home_organization_id"] is long home ? new OrganizationId(home) : null));

    public static async Task<Seen<Official>?> Show(Session session, long id, Moment moment) =>
        await Row(session, id, moment) is var (row, version) ? new(row.Show(), version, moment) : null;

    /// <summary>The official on the moment's day or the nearest to it, the telephone as it is, and the version that this is.</summary>
    internal static async Task<(OfficialRow Row, long Version)?> Row(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<OfficialRow>($"{OfficialRow.SelectOne} AND f.id = @id", new { id, day.AsOf, day.KnownAt });
        // The answer of a change shows no more than a question would.
        if (row.HomeId is { } home && !await session.Reaches("organization", home.Value)) row = row with { HomeId = null };
        return (row, version);
    }

    public static async Task EndDependents(Session session, long position, long id, DateOnly until)
    {
        await Ending.EndAll(Tables.Appointment, "official_id", session, position, id, until, "officialLeft");
        await Ending.EndAll(Tables.InspectionMember, "official_id", session, position, id, until, "officialLeft");
    }

    public static string UsesSql =>
        """
        SELECT 'appointment' AS noun, id FROM appointment WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'dutyRecord', id FROM duty_record WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'handover', id FROM handover WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'sanction', id FROM sanction WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisal', appraisal_id FROM appraisal_result WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisalScore', id FROM appraisal_score WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisalObjection', id FROM appraisal_objection WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'inspectionMember', id FROM inspection_member WHERE official_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'task', task_id FROM task_verification WHERE official_id = @id
        """;

    private sealed record State
    {
        public long Taken { get; init; }
        public long Homes { get; init; }
    }

    private static readonly string StateSql =
        $"""
        SELECT (SELECT count(*) FROM official f WHERE f.staff_number = @StaffNumber AND f.id <> @self AND {Known.Now("f")}) AS taken,
               (SELECT count(*) FROM organization o WHERE o.id = @home AND {Known.Now("o")}) AS homes
        """;
}

internal sealed record OfficialRow
{
    public OfficialId Id { get; init; }
    public required string StaffNumber { get; init; }
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public OrganizationId? HomeId { get; init; }
    public string? HomeName { get; init; }

    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select = Sql((alias, _) => Known.On(alias));

    /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
    public static readonly string SelectOne = Sql(Known.Nearest);

    private static string Sql(Func<string, string, string> joined) =>
        $"""
        SELECT f.id, f.staff_number, f.name, f.phone, f.valid_from, f.valid_until, o.id AS home_id, o.name AS home_name
          FROM official f
          LEFT JOIN organization o ON o.id = f.home_organization_id AND {joined("o", "organization")}
         WHERE {Known.On("f")}
        """;

    public Official Show() => new(
        Id, StaffNumber, Name, Mask(Phone), HomeId is { } home ? new Organizations.OrganizationParent(home, HomeName!) : null, Stated.From(ValidFrom), Stated.Until(ValidUntil));

    /// <summary>Enough of a telephone number to recognise it, not enough to ring it.</summary>
    private static string? Mask(string? phone) => phone switch
    {
        null => null,
        { Length: >= 7 } => $"{phone[..3]}****{phone[^2..]}",
        _ => "****",
    };
}

internal static class RegisterOfficialEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/officials", async (Body<RegisterOfficial> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/officials/{seen.Value.Id.Value}")))
        .Describes<Official>(nameof(RegisterOfficial), "Officials", "Register an official", StatusCodes.Status201Created)
        .Takes<RegisterOfficial>().Writes()
        .HeedsScope().Refuses(Refusals.BelongsNowhere, Refusals.Invalid, Refusals.OrganizationUnknown, Refusals.StaffNumberTaken);
}
