using System.Globalization;
using System.Text.Json.Serialization;
using Responsibility.Api.Problems;

namespace Responsibility.Api.Inspections;

/// <summary>Orders an inspection (督导巡察) of divisions by a group.</summary>
/// <param name="Group">Id of the organization that carries it out; an inspection group.</param>
/// <param name="Title">Its title.</param>
/// <param name="Scope">Codes of the divisions that are inspected, each with all below it.</param>
/// <param name="StartsOn">Its first day.</param>
/// <param name="EndsOn">Its last day; absent while open.</param>
/// <param name="Document">Number of the document that orders it.</param>
/// <example>{"group": 950, "title": "软弱涣散村党组织专项督导", "scope": ["410724", "410782"], "startsOn": "2017-03-01", "endsOn": "2017-04-30", "document": "豫督〔2017〕1号"}</example>
/// <example id="correction">{"endsOn": "2017-05-15", "reason": "结束日期录入错误"}</example>
public sealed record OrderInspection(OrganizationId Group, string Title, IReadOnlyList<string> Scope, DateOnly StartsOn, DateOnly? EndsOn = null, string? Document = null)
    : IRequest<Result<Seen<Inspection>>>;

/// <param name="Scope">Ids of divisions, with commas between.</param>
internal sealed record InspectionOrdered(OrganizationId Group, string Title, string Scope, DateOnly StartsOn, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "inspectionOrdered/1";

    [JsonIgnore]
    public Period Period => new(StartsOn, ValidUntil);

    public Task Apply(Session session, long position) => Tables.Inspection.Create(session, position, this);
}

internal sealed class OrderInspectionValidator : AbstractValidator<OrderInspection>
{
    private const int MostDivisions = 1000;

    public OrderInspectionValidator()
    {
        RuleFor(i => i.Title).Name();
        RuleFor(i => i.Scope).Must(scope => scope.Count is > 0 and <= MostDivisions).WithErrorCode("count")
            .WithMessage(_ => Rules.Say("Between 1 and 1,000 divisions.", "范围为 1 至 1000 个区划。"));
        RuleForEach(i => i.Scope).NotEmpty().DivisionCode();
        RuleFor(i => i.EndsOn).GreaterThanOrEqualTo(i => i.StartsOn).When(i => i.EndsOn is not null);
        RuleFor(i => i.Document).DocumentNumber();
    }
}

internal sealed class OrderInspectionHandler(Database database, Caller caller) : IRequestHandler<OrderInspection, Result<Seen<Inspection>>>
{
    public Task<Result<Seen<Inspection>>> Handle(OrderInspection request, CancellationToken ct) =>
        Creating.One<InspectionNoun, OrderInspection, InspectionOrdered, Inspection>(database, caller, request, ct);
}

internal sealed class InspectionNoun : INoun<OrderInspection, InspectionOrdered, Inspection>
{
    public static string Word => "inspection";
    public static string Resource => "inspections";
    public static VersionTable Table => Tables.Inspection;
    public static Refusal Unknown => Refusals.InspectionUnknown;
    public static string UsesSql => $"SELECT 'problem' AS noun, id FROM problem WHERE inspection_id = @id AND {Known.Now("problem")}";

    /// <summary>What can stand against a problem that an inspection found.</summary>
    public static readonly IReadOnlyList<Refusal> AgainstFindings =
        [Refusals.InspectionUnknown, Refusals.FoundBeforeInspection, Refusals.FoundAfterInspection, Refusals.FoundOutsideScope];

    public static async Task<Result<InspectionOrdered>> Plan(Session session, OrderInspection statement, long? self)
    {
        if (await InspectionGroup.Against(session, statement.Group, statement.StartsOn) is { } against) return against;
        var scope = new SortedSet<long>();
        foreach (var (index, code) in statement.Scope.Index())
        {
            if (await DivisionCodes.Meant(session, code, statement.StartsOn) is not { } division) return Refusals.DivisionUnknown.At(string.Create(CultureInfo.InvariantCulture, $"scope/{index}"), code);
            scope.Add(division.Id.Value);
        }
        var period = new Period(statement.StartsOn, statement.EndsOn is { } last && last < Period.Open ? last.AddDays(1) : Period.Open);
        if (await session.Get<long>(SameSql, new { statement.Group, statement.Title, self = self ?? 0, period.From, period.Until }) > 0) return Refusals.InspectionExists.At("title", statement.Title);
        return new InspectionOrdered(statement.Group, statement.Title, string.Join(',', scope), period.From, period.Until, statement.Document);
    }

    public static async Task<OrderInspection> Restate(Session session, TimelineVersion version)
    {
        var scope = new List<string>();
        foreach (var id in Divisions((string)version.Values["scope"]!)) scope.Add(await DivisionCodes.Of(session, id, version.Period.From));
        return new(
            new OrganizationId((long)version.Values["group_id"]!), (string)version.Values["title"]!, scope, version.Period.From, LastDay(version.Period.Until), (string?)version.Values["document"]);
    }

    public static Task<Seen<Inspection>?> Show(Session session, long id, Moment moment) => InspectionRow.Show(session, id, moment);

    /// <summary>What an inspection found stays found on one of its days, in its scope.</summary>
    public static async Task<Refusal?> Check(Session session, long id) => await InUse.By(session, await session.List<(string, long)>(OutsideSql, new { id }));

    /// <summary>What stands against a problem as one that the inspection found which it names, if it names any.</summary>
    public static async Task<Refusal?> Against(Session session, RecordProblem problem, DivisionId division)
    {
        if (problem.Inspection is not { } inspection) return null;
        if ((await Table.Current(session, inspection.Value)).Versions is not [var held]) return Refusals.InspectionUnknown.At("inspection", inspection.Value);
        if (problem.FoundOn < held.Period.From) return Refusals.FoundBeforeInspection.At("foundOn", problem.FoundOn);
        if (problem.FoundOn >= held.Period.Until) return Refusals.FoundAfterInspection.At("foundOn", problem.FoundOn);
        var inside = await session.Get<long>(
            $"{Reach.PathSql} SELECT count(*) FROM path p WHERE p.id IN ({(string)held.Values["scope"]!})", new { Division = division, AsOf = problem.FoundOn, KnownAt = session.Head });
        return inside is 0 ? Refusals.FoundOutsideScope.At("division", problem.Division) : null;
    }

    /// <summary>The divisions of a scope as it is kept.</summary>
    public static IEnumerable<long> Divisions(string scope) => scope.Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture));

    /// <summary>The last day of what is over on <paramref name="until"/>; null while it is open.</summary>
    public static DateOnly? LastDay(DateOnly until) => until == Period.Open ? null : until.AddDays(-1);

    private static readonly string SameSql =
        $"""
        SELECT count(*) FROM inspection i
         WHERE i.group_id = @Group AND i.title = @Title AND i.id <> @self AND {Known.Now("i")} AND i.valid_from < @Until AND @From < i.valid_until
        """;

    private static readonly string OutsideSql =
        $"""
        WITH RECURSIVE up (problem_id, day, id, parent_id) AS (
            SELECT p.id, p.valid_from, d.id, d.parent_id
              FROM problem p
             CROSS JOIN division d
             WHERE p.inspection_id = @id AND {Known.Now("p")} AND d.id = p.division_id AND d.valid_from <= p.valid_from AND d.valid_until > p.valid_from AND {Known.Now("d")}
             UNION
            SELECT u.problem_id, u.day, d.id, d.parent_id
              FROM up u
             CROSS JOIN division d
             WHERE d.id = u.parent_id AND d.valid_from <= u.day AND d.valid_until > u.day AND {Known.Now("d")}
        )
        SELECT 'problem', p.id
          FROM inspection i
         CROSS JOIN problem p
         WHERE i.id = @id AND {Known.Now("i")} AND p.inspection_id = i.id AND {Known.Now("p")}
           AND (p.valid_from < i.valid_from OR p.valid_from >= i.valid_until
                OR NOT EXISTS (SELECT 1
                                 FROM up u
                                 JOIN inspection_scope s ON s.id = i.id AND s.known_from = i.known_from AND s.valid_from = i.valid_from AND s.division_id = u.id
                                WHERE u.problem_id = p.id))
         ORDER BY p.id
         LIMIT {InUse.Told}
        """;
}

/// <summary>The organizations that inspect.</summary>
internal static class InspectionGroup
{
    /// <summary>Why the body is not one of them on that day.</summary>
    public static async Task<Refusal?> Against(Session session, OrganizationId group, DateOnly day)
    {
        var timeline = await Tables.Organization.Current(session, group.Value);
        if (timeline.Versions.Count is 0) return Refusals.OrganizationUnknown.At("group", group.Value);
        return (timeline.On(day) ?? timeline.Versions[^1]).Values["kind"] is string kind && kind == Parameters.Word(OrganizationKind.InspectionGroup)
            ? null
            : Refusals.NotAnInspectionGroup.At("group", group.Value);
    }
}

internal static class OrderInspectionEndpoint
{
    /// <summary>An inspection is ordered, read, ended, corrected and taken back.</summary>
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapPost("/inspections", async (Body<OrderInspection> body, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/inspections/{seen.Value.Id.Value}")))
            .Describes<Inspection>(nameof(OrderInspection), "Inspections", "Order an inspection of divisions by a group", StatusCodes.Status201Created)
            .Takes<OrderInspection>().Writes()
            .HeedsScope().Refuses(Refusals.Invalid, Refusals.OrganizationUnknown, Refusals.NotAnInspectionGroup, Refusals.DivisionUnknown, Refusals.InspectionExists);
        Endpoints.MapReading<InspectionNoun, Inspection>(v1, "Inspection", "Inspections");
        Endpoints.MapEnd<InspectionNoun, Inspection>(v1, "Inspection", "Inspections");
        Endpoints.MapCorrection<InspectionNoun, OrderInspection, Inspection>(v1, "Inspection", "Inspections");
        Endpoints.MapRetraction<InspectionNoun>(v1, "Inspection", "Inspections");
    }
}
