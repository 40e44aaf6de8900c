using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Divisions;

/// <summary>Gives a division a tag (标签) or a number (指标) for a period.</summary>
/// <param name="Tag">A tag that a rule set declares, such as <c>poorVillage</c>; exactly one of tag and number.</param>
/// <param name="Number">A number that a rule set declares, such as <c>poorPopulation</c>.</param>
/// <param name="Value">The number's value, in the unit that its declaration names; only with <c>number</c>.</param>
/// <param name="ValidFrom">First day; absent where it was so since before records.</param>
/// <param name="ValidUntil">First day on which it is no longer so; absent while open. A number's next value ends the one before by itself.</param>
/// <param name="Document">The document that says so.</param>
/// <example>{"tag": "poorVillage", "validFrom": "2014-01-01", "document": "豫扶贫办〔2014〕1号"}</example>
public sealed record TagDivision(string? Tag = null, string? Number = null, double? Value = null, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, string? Document = null);

/// <summary>A tag or number of a division in a period.</summary>
/// <example>
/// {
///   "id": 48212, "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "tag": "poorVillage", "number": null, "value": null,
///   "validFrom": "2014-01-01", "validUntil": null
/// }
/// </example>
public sealed record Attribute(AttributeId Id, DivisionRef Division, string? Tag, string? Number, double? Value, DateOnly? ValidFrom, DateOnly? ValidUntil);

/// <summary>The statement of an attribute with the division that the URL names.</summary>
/// <example id="change">{"effectiveOn": "2017-01-01", "value": 268, "reason": "2016年底核查"}</example>
/// <example id="correction">{"validFrom": "2014-03-01", "reason": "起始日期录入错误"}</example>
internal sealed record StateAttribute(string Division, string? Tag = null, string? Number = null, double? Value = null, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, string? Document = null)
    : IRequest<Result<Seen<Attribute>>>;

internal sealed record AttributeStated(DivisionId Division, string Name, double? Value, DateOnly ValidFrom, DateOnly ValidUntil, string? Document) : ICreation
{
    public static string Kind => "attributeStated/1";

    [System.Text.Json.Serialization.JsonIgnore]
    public Period Period => new(ValidFrom, ValidUntil);

    public async Task Apply(Session session, long position)
    {
        // A number's next value ends the one before.
        if (Value is not null)
        {
            var before = await session.List<long>(
                $"SELECT id FROM attribute a WHERE a.division_id = @Division AND a.name = @Name AND {Known.Now("a")} AND a.valid_from < @ValidFrom AND a.valid_until > @ValidFrom",
                new { Division, Name, ValidFrom });
            foreach (var id in before) await Ending.End(Tables.Attribute, session, position, id, ValidFrom, null, null);
        }
        await Tables.Attribute.Create(session, position, this);
    }
}

internal sealed class StateAttributeValidator : AbstractValidator<StateAttribute>
{
    public StateAttributeValidator()
    {
        RuleFor(a => a.Division).NotEmpty().DivisionCode();
        RuleFor(a => a.Tag).NotEmpty().When(a => a.Number is null);
        RuleFor(a => a.Tag).Null().When(a => a.Number is not null);
        RuleFor(a => a.Value).NotNull().When(a => a.Number is not null);
        RuleFor(a => a.Value).Null().When(a => a.Number is null);
        RuleFor(a => a.Document).DocumentNumber();
        this.PeriodOfDays(a => a.ValidUntil, a => a.ValidFrom);
    }
}

internal sealed class StateAttributeHandler(Database database, Caller caller) : IRequestHandler<StateAttribute, Result<Seen<Attribute>>>
{
    public Task<Result<Seen<Attribute>>> Handle(StateAttribute request, CancellationToken ct) =>
        database.Write<Seen<Attribute>>(caller, async session =>
        {
            var plan = await AttributeNoun.Plan(session, request, null);
            if (plan.Refusal is { } refusal) return refusal;
            // Stating what is already held to be so records nothing.
            return await AttributeNoun.Same(session, plan.Required()) is { } same ? session.Done(same, recorded: false) : session.Done(await session.Record(plan.Required()));
        }, (session, moment, done) => AttributeNoun.Show(session, done.Id, moment), ct);
}

internal sealed class AttributeNoun : INoun<StateAttribute, AttributeStated, Attribute>
{
    public static string Word => "attribute";
    public static string Resource => "attributes";
    public static VersionTable Table => Tables.Attribute;
    public static Refusal Unknown => Refusals.AttributeUnknown;
    public static string UsesSql => "SELECT 'none' AS noun, id FROM attribute WHERE id = @id AND 1 = 0";

    public static async Task<Result<AttributeStated>> Plan(Session session, StateAttribute statement, long? self)
    {
        var period = Stated.Period(statement.ValidFrom, statement.ValidUntil);
        if (await DivisionCodes.Meant(session, statement.Division, period.From) is not { } division) return Refusals.DivisionUnknown.At("division", statement.Division);
        var vocabulary = await RuleSetShelf.Vocabulary(session);
        if (statement.Tag is { } tag && !vocabulary.IsTag(tag)) return Refusals.TagUnknown.At("tag", tag);
        if (statement.Number is { } number && !vocabulary.IsNumber(number)) return Refusals.TagUnknown.At("number", number);
        var fact = new AttributeStated(division.Id, (statement.Tag ?? statement.Number)!, statement.Value, period.From, period.Until, statement.Document);
        if (self is null && await Same(session, fact) is not null) return fact;
        // Only a new number ends the one before: a corrected one would stand beside it.
        var mayFollow = fact.Value is not null && self is null ? 1 : 0;
        var overlapping = await session.Get<long>(OverlapSql, new { fact.Division, fact.Name, fact.ValidFrom, fact.ValidUntil, self = self ?? 0, mayFollow });
        return overlapping > 0 ? Refusals.AttributeOverlaps.At(statement.Tag is null ? "number" : "tag", fact.Name) : fact;
    }

    /// <summary>The attribute that already says what <paramref name="fact"/> says, if there is one.</summary>
    public static Task<long?> Same(Session session, AttributeStated fact) => session.Find<long?>(
        $"""
        SELECT a.id FROM attribute a
         WHERE a.division_id = @Division AND a.name = @Name AND {Known.Now("a")} AND a.valid_from = @ValidFrom
           AND (a.valid_until = @ValidUntil OR @isNumber = 1) AND coalesce(a.value, 0) = @value
        """,
        new { fact.Division, fact.Name, fact.ValidFrom, fact.ValidUntil, value = fact.Value ?? 0, isNumber = fact.Value is null ? 0 : 1 });

    public static async Task<StateAttribute> Restate(Session session, TimelineVersion version)
    {
        var code = await DivisionCodes.Of(session, (long)version.Values["division_id"]!, version.Period.From);
        var name = (string)version.Values["name"]!;
        var value = (double?)version.Values["value"];
        return new(code, value is null ? name : null, value is null ? null : name, value, Stated.From(version.Period.From), Stated.Until(version.Period.Until));
    }

    public static async Task<Seen<Attribute>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<Row>($"{Row.SelectOne} AND a.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    /// <summary>A tag must not overlap itself; a number may begin within the one before, which it ends, but not before a later one.</summary>
    private static readonly string OverlapSql =
        $"""
        SELECT count(*) FROM attribute a
         WHERE a.division_id = @Division AND a.name = @Name AND a.id <> @self AND {Known.Now("a")}
           AND a.valid_from < @ValidUntil AND @ValidFrom < a.valid_until
           AND (@mayFollow = 0 OR a.valid_from >= @ValidFrom)
        """;

    internal sealed record Row
    {
        public AttributeId Id { get; init; }
        public required string Name { get; init; }
        public double? Value { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }

        /// <summary>What was so on the moment's day.</summary>
        public static readonly string Select = Sql((alias, _) => Known.On(alias));

        /// <summary>The same for one thing, on a day on which what it belongs to may not have existed.</summary>
        public static readonly string SelectOne = Sql(Known.Nearest);

        private static string Sql(Func<string, string, string> joined) =>
            $"""
            SELECT a.id, a.name, a.value, a.valid_from, a.valid_until, d.code, d.name AS division_name, d.level
              FROM attribute a
              JOIN division d ON d.id = a.division_id AND {joined("d", "division")}
             WHERE {Known.On("a")}
            """;

        public Attribute Show() => new(
            Id, new DivisionRef(Code, DivisionName, Level), Value is null ? Name : null, Value is null ? null : Name, Value, Stated.From(ValidFrom), Stated.Until(ValidUntil));
    }
}

internal static class TagDivisionEndpoint
{
    /// <param name="Code">Code of the division.</param>
    internal sealed record Of(string Code);

    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/divisions/{code}/attributes", async (Question<Of> ask, Body<TagDivision> body, IMediator mediator, CancellationToken ct) =>
        {
            var (tag, number, value, from, until, document) = body.Value;
            return (await mediator.Send(new StateAttribute(ask.Value.Code, tag, number, value, from, until, document), ct))
                .ToHttp(seen => seen.ToCreated($"/api/v1/attributes/{seen.Value.Id.Value}"));
        })
        .Describes<Attribute>(nameof(TagDivision), "Divisions", "Give a division a tag or a number for a period", StatusCodes.Status201Created)
        .Takes<TagDivision>().Writes()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.TagUnknown, Refusals.AttributeOverlaps);
}
