namespace Responsibility.Api.Divisions;

/// <summary>Establishes a division.</summary>
/// <param name="Code">2, 4, 6, 9 or 12 digits, padded to 12 (GB/T 2260, GB/T 10114); an area has a code of its own of letters, digits and <c>-</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">Its level; levels may be skipped.</param>
/// <param name="Parent">Code of the division right above it; absent for a province.</param>
/// <param name="ValidFrom">First day; absent where it was so since before records.</param>
/// <param name="Document">The document that establishes it.</param>
/// <param name="ValidUntil">First day on which it is no more; absent while open.</param>
/// <example>{"code": "410225", "name": "兰考县", "level": "county", "parent": "4102"}</example>
/// <example id="correction">{"name": "兰考县", "reason": "录入错误"}</example>
public sealed record EstablishDivision(string Code, string Name, Level Level, string? Parent = null, DateOnly? ValidFrom = null, string? Document = null, DateOnly? ValidUntil = null)
    : IRequest<Result<Seen<Division>>>;

internal sealed record DivisionEstablished(string Code, string Name, Level Level, DivisionId? Parent, DateOnly ValidFrom, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "divisionEstablished/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    public Task Apply(Session session, long position) => Tables.Division.Create(session, position, this);
}

internal sealed class EstablishDivisionValidator : AbstractValidator<EstablishDivision>
{
    public EstablishDivisionValidator()
    {
        RuleFor(d => d.Code).NotEmpty().DivisionCode();
        RuleFor(d => d.Code)
            .Must((division, code) => !DivisionCode.TryParse(code, out var parsed) || parsed.IsOfficial || division.Level is Level.Area)
            .WithErrorCode("division-code-level")
            .WithMessage(_ => Rules.Say("Only an area has a code that is not of digits.", "只有片区可使用非数字代码。"));
        RuleFor(d => d.Name).Name();
        RuleFor(d => d.Parent).DivisionCode();
        RuleFor(d => d.Parent).Null().When(d => d.Level is Level.Province).WithErrorCode("parent-of-province");
        RuleFor(d => d.Parent).NotEmpty().When(d => d.Level is not Level.Province);
        RuleFor(d => d.Document).DocumentNumber();
        this.PeriodOfDays(d => d.ValidUntil, d => d.ValidFrom);
    }
}

internal sealed class EstablishDivisionHandler(Database database, Caller caller) : IRequestHandler<EstablishDivision, Result<Seen<Division>>>
{
    public Task<Result<Seen<Division>>> Handle(EstablishDivision request, CancellationToken ct) =>
        Creating.One<DivisionNoun, EstablishDivision, DivisionEstablished, Division>(database, caller, request, ct);
}

internal sealed class DivisionNoun : INoun<EstablishDivision, DivisionEstablished, Division>
{
    public static string Word => "division";
    public static string Resource => "divisions";
    public static VersionTable Table => Tables.Division;
    public static Refusal Unknown => Refusals.DivisionUnknown;

    public static async Task<Result<DivisionEstablished>> Plan(Session session, EstablishDivision statement, long? self)
    {
        var code = DivisionCode.Parse(statement.Code);
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        var parent = statement.Parent is null ? null : await DivisionCodes.Meant(session, statement.Parent, period.From);
        var taken = await session.Get<long>(TakenSql, new { code = code.Value, self = self ?? 0, period.From, period.Until });
        var loops = self is { } id && parent is not null && await Loops(session, parent.Id, id, period);
        if (Refusal(statement, parent, taken, loops) is { } refusal) return refusal;
        return Decided(statement, parent);
    }

    /// <summary>Whether a division would come under itself on any day of the period.</summary>
    internal static async Task<bool> Loops(Session session, DivisionId parent, long self, Period period) =>
        await session.Get<long>(LoopsSql, new { Parent = parent, self, period.From, period.Until }) > 0;

    /// <summary>What is recorded once nothing stands against it.</summary>
    internal static DivisionEstablished Decided(EstablishDivision statement, DivisionCodes.Found? parent)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        return new(DivisionCode.Parse(statement.Code).Value, statement.Name, statement.Level, parent?.Id, period.From, period.Until, statement.Document);
    }

    internal static Refusal? Refusal(EstablishDivision statement, DivisionCodes.Found? parent, long taken, bool loops) => (statement, parent) switch
    {
        ({ Parent: not null }, null) => Refusals.DivisionUnknown.At("parent", statement.Parent),
        (_, not null) when !Stands(parent, Stated.Period(statement.ValidFrom, statement.ValidUntil)) => Refusals.DivisionNotInForce.At("parent", statement.Parent),
        (_, not null) when loops => Refusals.DivisionCycle.At("parent", statement.Parent),
        ({ Level: not Level.Area }, { Level: Level.Area }) => Refusals.DivisionLevel.At("parent", statement.Parent),
        ({ Level: not Level.Area }, not null) when parent.Level >= statement.Level => Refusals.DivisionLevel.At("level", Parameters.Word(statement.Level)),
        _ when taken > 0 => Refusals.DivisionCodeTaken.At("code", statement.Code),
        _ => null,
    };

    /// <summary>A division is under a parent that exists on its first day; where nobody knows when it began, on some day.</summary>
    private static bool Stands(DivisionCodes.Found parent, Period period) => period.From == Period.BeforeRecords
        ? parent.ValidFrom < period.Until
        : parent.ValidFrom <= period.From && period.From < parent.ValidUntil;

    public static async Task<EstablishDivision> Restate(Session session, TimelineVersion version)
    {
        var parent = version.Values["parent_id"] is long id ? await DivisionCodes.Of(session, id, version.Period.From) : null;
        return new(
            (string)version.Values["code"]!, (string)version.Values["name"]!, Enum.Parse<Level>((string)version.Values["level"]!, ignoreCase: true), parent,
            Stated.From(version.Period.From), ValidUntil: Stated.Until(version.Period.Until));
    }

    public static async Task<Seen<Division>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<DivisionRow>($"{DivisionRow.SelectOne} AND d.id = @id", new { id, day.AsOf, day.KnownAt });
        var shown = (await DivisionRow.Show(session, [row], day))[0];
        if (await session.List<DivisionParent>(PredecessorsSql, new { id, row.Code, day.AsOf, day.KnownAt }) is { Count: > 0 } predecessors) shown = shown with { Predecessors = predecessors };
        if (moment.AsOf >= row.ValidUntil) shown = shown with { Successors = await Successors(session, id, row.ValidUntil, moment) };
        return new(shown, version, moment);
    }

    /// <summary>What a division became on the day on which it closed or took another code.</summary>
    public static Task<IReadOnlyList<DivisionParent>> Successors(Session session, long id, DateOnly day, Moment moment) =>
        session.List<DivisionParent>(SuccessorsSql, new { id, moment.KnownAt, day });

    public static async Task EndDependents(Session session, long position, long id, DateOnly until)
    {
        const string Reason = "divisionClosed";
        await Ending.EndAll(Tables.Attribute, "division_id", session, position, id, until, Reason);
        await Ending.EndAll(Tables.Contact, "division_id", session, position, id, until, Reason);
        foreach (var organization in await Ending.EndAll(Tables.Organization, "division_id", session, position, id, until, Reason))
            await Organizations.OrganizationNoun.EndPosts(session, position, organization, until, Reason);
    }

    public static string UsesSql =>
        """
        SELECT 'division' AS noun, id FROM division WHERE parent_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'attribute', id FROM attribute WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'organization', id FROM organization WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'contact', id FROM contact WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'divisionChange', id FROM division_change WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'divisionChange', change_id FROM division_lineage WHERE predecessor_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'divisionChange', change_id FROM division_lineage WHERE successor_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisal', id FROM appraisal WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisal', appraisal_id FROM appraisal_result WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'appraisalObjection', id FROM appraisal_objection WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'task', id FROM task WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'problem', id FROM problem WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'inspection', s.id
                FROM inspection_scope s
                JOIN inspection i ON i.id = s.id AND i.known_from = s.known_from AND i.valid_from = s.valid_from AND i.known_until = 9223372036854775807
               WHERE s.division_id = @id
        UNION SELECT 'dutyRecord', id FROM duty_record WHERE division_id = @id AND known_until = 9223372036854775807
        UNION SELECT 'accountabilityCase', id FROM accountability_case WHERE division_id = @id AND known_until = 9223372036854775807
        """;

    private static readonly string TakenSql =
        $"SELECT count(*) FROM division d WHERE d.code = @code AND d.id <> @self AND {Known.Now("d")} AND d.valid_from < @Until AND @From < d.valid_until";

    /// <summary>How often the division itself is above its new parent, on any day of the period.</summary>
    private static readonly string LoopsSql =
        $"""
        WITH RECURSIVE above (id, parent_id, since, until, depth) AS (
            SELECT d.id, d.parent_id, d.valid_from, d.valid_until, 0
              FROM division d
             WHERE d.id = @Parent AND {Known.Now("d")} AND d.valid_from < @Until AND @From < d.valid_until
             UNION
            SELECT d.id, d.parent_id,
                   CASE WHEN d.valid_from > a.since THEN d.valid_from ELSE a.since END,
                   CASE WHEN d.valid_until < a.until THEN d.valid_until ELSE a.until END, a.depth + 1
              FROM above a
              JOIN division d ON d.id = a.parent_id AND {Known.Now("d")} AND d.valid_from < a.until AND a.since < d.valid_until
             WHERE a.depth < {Reach.Deepest} AND a.id <> @self
        )
        SELECT count(*) FROM above WHERE id = @self AND since < @Until AND @From < until
        """;

    private static readonly string SuccessorsSql =
        $"""
        SELECT d.code, d.name
          FROM division d
         WHERE d.id = @id AND d.valid_from = @day AND {Known.At("d")}
         UNION
        SELECT d.code, d.name
          FROM division_lineage l
          JOIN division d ON d.id = l.successor_id AND d.valid_from <= @day AND d.valid_until > @day AND {Known.At("d")}
         WHERE l.predecessor_id = @id AND l.effective_on = @day AND {Known.At("l")}
         ORDER BY code
        """;

    /// <summary>The code that it had before this one, and what a split or a merge made it of by that day, each as it was on its last day.</summary>
    private static readonly string PredecessorsSql =
        $"""
        SELECT d.code, d.name
          FROM division v
          JOIN division d ON d.id = v.id AND d.valid_until = v.valid_from AND d.code <> v.code AND {Known.At("d")}
         WHERE v.id = @id AND v.code = @Code AND v.valid_from <= @AsOf AND {Known.At("v")}
         UNION
        SELECT d.code, d.name
          FROM division_lineage l
          JOIN division d ON d.id = l.predecessor_id AND d.valid_from < l.effective_on AND d.valid_until >= l.effective_on AND {Known.At("d")}
         WHERE l.successor_id = @id AND l.effective_on <= @AsOf AND {Known.At("l")}
         ORDER BY code
        """;
}

internal static class EstablishDivisionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/divisions", async (Body<EstablishDivision> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/divisions/{seen.Value.Code}")))
        .Describes<Division>(nameof(EstablishDivision), "Divisions", "Establish a division", StatusCodes.Status201Created)
        .Takes<EstablishDivision>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.DivisionNotInForce, Refusals.DivisionLevel, Refusals.DivisionCodeTaken);
}
