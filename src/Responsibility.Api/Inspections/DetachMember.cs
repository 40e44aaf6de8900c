using System.Text.Json.Serialization;
using Responsibility.Api.Appointments;
using Responsibility.Api.Organizations;
using Responsibility.Api.Posts;
using Responsibility.Api.Tasks;

namespace Responsibility.Api.Inspections;

/// <summary>Detaches an official to an inspection group, full-time (抽调到督导巡察组).</summary>
/// <param name="Group">Id of the inspection group.</param>
/// <param name="Official">Id of the official; in one group at a time.</param>
/// <param name="ValidFrom">First day there.</param>
/// <param name="PlannedUntil">First day on which the official is planned to be there no longer.</param>
/// <param name="Leader">Whether the official leads the group (组长).</param>
/// <param name="DetachedFrom">Id of the organization that the official comes from.</param>
/// <param name="ValidUntil">First day no longer there; absent while open.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <example>{"group": 950, "official": 903, "validFrom": "2017-02-20", "plannedUntil": "2017-07-01", "leader": true, "detachedFrom": 905, "document": "豫督〔2017〕1号"}</example>
/// <example id="change">{"effectiveOn": "2017-05-01", "leader": true, "document": "豫督〔2017〕8号"}</example>
/// <example id="correction">{"plannedUntil": "2017-08-01", "reason": "计划结束日期录入错误"}</example>
public sealed record DetachMember(
    OrganizationId Group, OfficialId Official, DateOnly ValidFrom, DateOnly PlannedUntil, bool Leader = false, OrganizationId? DetachedFrom = null, DateOnly? ValidUntil = null,
    string? Document = null)
    : IRequest<Result<Seen<InspectionMember>>>;

/// <summary>A member of an inspection group, detached full-time.</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Group">The inspection group.</param>
/// <param name="Official">The official.</param>
/// <param name="Leader">Whether the official leads the group (组长).</param>
/// <param name="DetachedFrom">The organization that the official comes from; null where none is named.</param>
/// <param name="ValidFrom">First day there.</param>
/// <param name="PlannedUntil">First day on which the official is planned to be there no longer.</param>
/// <param name="ValidUntil">First day no longer there; null while open.</param>
/// <param name="Document">The document that says so.</param>
/// <example>
/// {
///   "id": 1410, "group": {"id": 950, "name": "省第三督导巡察组", "kind": "inspectionGroup"}, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "leader": true,
///   "detachedFrom": {"id": 905, "name": "河南省审计厅"}, "validFrom": "2017-02-20", "plannedUntil": "2017-07-01", "validUntil": null, "document": "豫督〔2017〕1号"
/// }
/// </example>
public sealed record InspectionMember(
    InspectionMemberId Id, OrganizationRef Group, OfficialRef Official, bool Leader, OrganizationParent? DetachedFrom, DateOnly ValidFrom, DateOnly PlannedUntil, DateOnly? ValidUntil,
    string? Document);

internal sealed record InspectionMemberDetached(
    OrganizationId Group, OfficialId Official, bool Leader, OrganizationId? DetachedFrom, DateOnly PlannedUntil, DateOnly ValidFrom, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "inspectionMemberDetached/1";

    [JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    public Task Apply(Session session, long position) => Tables.InspectionMember.Create(session, position, this);
}

internal sealed class DetachMemberValidator : AbstractValidator<DetachMember>
{
    public DetachMemberValidator()
    {
        RuleFor(m => m.Document).DocumentNumber();
        this.PeriodOfDays(m => m.ValidUntil, m => m.ValidFrom);
    }
}

internal sealed class DetachMemberHandler(Database database, Caller caller) : IRequestHandler<DetachMember, Result<Seen<InspectionMember>>>
{
    public Task<Result<Seen<InspectionMember>>> Handle(DetachMember request, CancellationToken ct) =>
        Creating.One<InspectionMemberNoun, DetachMember, InspectionMemberDetached, InspectionMember>(database, caller, request, ct);
}

internal sealed class InspectionMemberNoun : INoun<DetachMember, InspectionMemberDetached, InspectionMember>
{
    public static string Word => "inspectionMember";
    public static string Resource => "inspection-members";
    public static VersionTable Table => Tables.InspectionMember;
    public static Refusal Unknown => Refusals.InspectionMemberUnknown;
    public static string UsesSql => "SELECT 'none' AS noun, id FROM inspection_member WHERE id = @id AND 1 = 0";

    public static async Task<Result<InspectionMemberDetached>> Plan(Session session, DetachMember statement, long? self)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        if (await InspectionGroup.Against(session, statement.Group, period.From) is { } against) return against;
        if ((await Tables.Official.Current(session, statement.Official.Value)).Versions.Count is 0) return Refusals.OfficialUnknown.At("official", statement.Official.Value);
        if (await TaskBodies.Unknown(session, "detachedFrom", statement.DetachedFrom is { } home ? [home] : []) is { } unknown) return unknown;
        // What is otherwise only from a later day on is compared with the first day there all the same.
        var first = self is { } id && (await Table.Current(session, id)).Versions is [var earliest, ..] && earliest.Period.From < period.From ? earliest.Period.From : period.From;
        if (statement.PlannedUntil <= first) return Refusals.PlannedEndBeforeStart.At("plannedUntil", statement.PlannedUntil);
        if (await session.Find<Elsewhere>(ElsewhereSql, new { statement.Official, self = self ?? 0, period.From, period.Until, AsOf = period.From, KnownAt = session.Head }) is { } elsewhere)
            return (await session.Reaches("organization", elsewhere.Id) ? Refusals.InspectionMemberElsewhere.Because($"It is {elsewhere.Name}.", $"即{elsewhere.Name}。") : Refusals.InspectionMemberElsewhere)
                .At("official", statement.Official.Value);
        return new InspectionMemberDetached(
            statement.Group, statement.Official, statement.Leader, statement.DetachedFrom, statement.PlannedUntil, period.From, period.Until, statement.Document);
    }

    public static Task<DetachMember> Restate(Session session, TimelineVersion version) => Task.FromResult(new DetachMember(
        new OrganizationId((long)version.Values["group_id"]!),
        new OfficialId((long)version.Values["official_id"]!),
        version.Period.From,
        (DateOnly)version.Values["planned_until"]!,
        (long)version.Values["leader"]! > 0,
        version.Values["detached_from_id"] is long home ? new OrganizationId(home) : null,
        Stated.Until(version.Period.Until),
        (string?)version.Values["document"]));

    public static async Task<Seen<InspectionMember>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<InspectionMemberRow>($"{InspectionMemberRow.Select} AND m.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    private sealed record Elsewhere
    {
        public long Id { get; init; }
        public required string Name { get; init; }
    }

    private static readonly string ElsewhereSql =
        $"""
        SELECT o.id, o.name
          FROM inspection_member m
          JOIN organization o ON o.id = m.group_id AND {Known.Nearest("o", "organization")}
         WHERE m.official_id = @Official AND m.id <> @self AND {Known.Now("m")} AND m.valid_from < @Until AND @From < m.valid_until
         ORDER BY m.valid_from
         LIMIT 1
        """;
}

internal sealed record InspectionMemberRow
{
    public InspectionMemberId Id { get; init; }
    public OrganizationId GroupId { get; init; }
    public required string GroupName { get; init; }
    public OrganizationKind GroupKind { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? OfficialName { get; init; }
    public long Leader { get; init; }
    public OrganizationId? HomeId { get; init; }
    public string? HomeName { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidUntil { get; init; }
    public DateOnly PlannedUntil { get; init; }
    public string? Document { get; init; }

    /// <summary>What was so on the moment's day.</summary>
    public static readonly string Select =
        $"""
        SELECT m.id, g.id AS group_id, g.name AS group_name, g.kind AS group_kind, f.id AS official_id, f.staff_number, f.name AS official_name, m.leader, h.id AS home_id, h.name AS home_name,
               m.valid_from, m.valid_until, m.planned_until, m.document
          FROM inspection_member m
          JOIN organization g ON g.id = m.group_id AND {Known.Nearest("g", "organization")}
          JOIN any_official f ON f.id = m.official_id AND {Known.Nearest("f", "any_official")}
          LEFT JOIN any_organization h ON h.id = m.detached_from_id AND {Known.Nearest("h", "any_organization")}
         WHERE {Known.On("m")}
        """;

    public InspectionMember Show() => new(
        Id, new OrganizationRef(GroupId, GroupName, GroupKind), new OfficialRef(OfficialId, StaffNumber, OfficialName), Leader > 0,
        HomeId is { } home ? new OrganizationParent(home, HomeName!) : null, ValidFrom, PlannedUntil, Stated.Until(ValidUntil), Document);
}

internal static class DetachMemberEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/inspection-members", async (Body<DetachMember> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/inspection-members/{seen.Value.Id.Value}")))
        .Describes<InspectionMember>(nameof(DetachMember), "Inspections", "Detach an official to an inspection group, full-time", StatusCodes.Status201Created)
        .Takes<DetachMember>().Writes()
        .HeedsScope().Refuses(
            Refusals.Invalid, Refusals.OrganizationUnknown, Refusals.NotAnInspectionGroup, Refusals.OfficialUnknown, Refusals.PlannedEndBeforeStart, Refusals.InspectionMemberElsewhere);
}
