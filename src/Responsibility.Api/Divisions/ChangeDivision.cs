namespace Responsibility.Api.Divisions;

/// <summary>Changes a division on a day, on a document; days before stay as they were.</summary>
/// <param name="Type"><c>establish</c> takes <c>result</c>; <c>abolish</c> takes <c>division</c>; <c>rename</c> takes <c>division</c> and <c>name</c>; <c>reparent</c> takes <c>division</c> and <c>parent</c>.</param>
/// <param name="EffectiveOn">First day on which it is so.</param>
/// <param name="Document">The document that says so.</param>
/// <param name="Division">Code of the division that changes, as on the day before.</param>
/// <param name="Name">Its new name.</param>
/// <param name="Parent">Code of the division under which it comes.</param>
/// <param name="Result">The division that is established.</param>
/// <example>{"type": "rename", "effectiveOn": "2017-07-01", "document": "豫政文〔2017〕45号", "division": "410225101", "name": "堌阳街道"}</example>
public sealed record ChangeDivision(
    DivisionChangeType Type, DateOnly EffectiveOn, string Document, string? Division = null, string? Name = null, string? Parent = null, NewDivision? Result = null)
    : IRequest<Result<Seen<DivisionChange>>>;

/// <summary>A division that a change brings about.</summary>
public sealed record NewDivision(string Code, string Name, Level Level, string? Parent = null);

/// <summary>A change of a division, as recorded.</summary>
/// <param name="Id">Ledger position of the change; null where nothing was to be changed.</param>
/// <param name="Division">The division from that day on; on an abolition, on its last day.</param>
/// <example>
/// {
///   "id": 48211, "type": "rename", "effectiveOn": "2017-07-01", "document": "豫政文〔2017〕45号",
///   "division": {
///     "id": 811, "code": "410225101000", "name": "堌阳街道", "level": "township", "parent": {"code": "410225000000", "name": "兰考县"},
///     "tags": [], "numbers": {}, "validFrom": "2017-07-01", "validUntil": null
///   }
/// }
/// </example>
public sealed record DivisionChange(long? Id, DivisionChangeType Type, DateOnly EffectiveOn, string Document, Division Division);

internal sealed record DivisionRenamed(DivisionId Division, DateOnly EffectiveOn, string Name, string Document) : IFact
{
    public static string Kind => "divisionRenamed/1";

    public Task Apply(Session session, long position) =>
        Tables.Division.Supersede(session, position, Division.Value, now => now.Change(EffectiveOn, new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = Name }));
}

internal sealed record DivisionReparented(DivisionId Division, DateOnly EffectiveOn, DivisionId Parent, string Document) : IFact
{
    public static string Kind => "divisionReparented/1";

    public Task Apply(Session session, long position) => Tables.Division.Supersede(
        session, position, Division.Value, now => now.Change(EffectiveOn, new Dictionary<string, object?>(StringComparer.Ordinal) { ["parent_id"] = Parent.Value }));
}

internal sealed record DivisionAbolished(DivisionId Division, DateOnly EffectiveOn, string Document) : IFact
{
    public static string Kind => "divisionAbolished/1";

    public async Task Apply(Session session, long position)
    {
        await Ending.End(Tables.Division, session, position, Division.Value, EffectiveOn, Document, null);
        await DivisionNoun.EndDependents(session, position, Division.Value, EffectiveOn);
    }
}

internal sealed class ChangeDivisionValidator : AbstractValidator<ChangeDivision>
{
    public ChangeDivisionValidator()
    {
        // A change has a day before it.
        RuleFor(c => c.EffectiveOn).GreaterThan(Period.BeforeRecords);
        RuleFor(c => c.Document).NotEmpty().DocumentNumber();
        RuleFor(c => c.Division).NotEmpty().DivisionCode().When(c => c.Type is not DivisionChangeType.Establish);
        RuleFor(c => c.Division).Null().When(c => c.Type is DivisionChangeType.Establish);
        RuleFor(c => c.Name).Name().When(c => c.Type is DivisionChangeType.Rename);
        RuleFor(c => c.Name).Null().When(c => c.Type is not DivisionChangeType.Rename);
        RuleFor(c => c.Parent).NotEmpty().DivisionCode().When(c => c.Type is DivisionChangeType.Reparent);
        RuleFor(c => c.Parent).Null().When(c => c.Type is not DivisionChangeType.Reparent);
        RuleFor(c => c.Result).NotNull().When(c => c.Type is DivisionChangeType.Establish);
        RuleFor(c => c.Result).Null().When(c => c.Type is not DivisionChangeType.Establish);
    }
}

internal sealed class ChangeDivisionHandler(Database database, Caller caller, IValidator<EstablishDivision> validator)
    : IRequestHandler<ChangeDivision, Result<Seen<DivisionChange>>>
{
    public Task<Result<Seen<DivisionChange>>> Handle(ChangeDivision request, CancellationToken ct) =>
        database.Write<Seen<DivisionChange>>(caller, async session =>
        {
            var recorded = request.Type is DivisionChangeType.Establish ? await Establish(session, request) : await Change(session, request);
            if (recorded.Refusal is { } refusal) return refusal;
            var (division, position) = recorded.Required();
            var day = request.Type is DivisionChangeType.Abolish ? request.EffectiveOn.AddDays(-1) : request.EffectiveOn;
            var seen = (await DivisionNoun.Show(session, division, new Moment { AsOf = day, KnownAt = session.Head }))!;
            return new Seen<DivisionChange>(new(position, request.Type, request.EffectiveOn, request.Document, seen.Value), seen.Version, seen.Moment);
        }, ct);

    private async Task<Result<(long Division, long? Position)>> Establish(Session session, ChangeDivision request)
    {
        var statement = new EstablishDivision(request.Result!.Code, request.Result.Name, request.Result.Level, request.Result.Parent, request.EffectiveOn, request.Document);
        if (Shape.Refusal(validator, statement) is { } invalid)
            return invalid with { Faults = [.. invalid.Faults.Select(f => f with { Pointer = "/result" + f.Pointer })] };
        var plan = await DivisionNoun.Plan(session, statement, null);
        if (plan.Refusal is { } refusal) return refusal;
        var id = await session.Record(plan.Required());
        return (id, id);
    }

    private static async Task<Result<(long Division, long? Position)>> Change(Session session, ChangeDivision request)
    {
        if (await DivisionCodes.Meant(session, request.Division!, request.EffectiveOn.AddDays(-1)) is not { } found)
            return Refusals.DivisionUnknown.At("division", request.Division);
        var timeline = await Tables.Division.Current(session, found.Id.Value);
        if (request.Type is DivisionChangeType.Abolish) return await Abolish(session, request, found, timeline);
        if (timeline.On(request.EffectiveOn) is not { } version) return Refusals.DivisionNotInForce.At("effectiveOn", request.EffectiveOn);

        var statement = await DivisionNoun.Restate(session, version) with { ValidFrom = request.EffectiveOn };
        // The new parent is its parent until a change that is recorded already gives it another.
        statement = request.Type is DivisionChangeType.Rename
            ? statement with { Name = request.Name! }
            : statement with { Parent = request.Parent, ValidUntil = Stated.Until(timeline.SameUntil(request.EffectiveOn, "parent_id")) };
        var plan = await DivisionNoun.Plan(session, statement, found.Id.Value);
        if (plan.Refusal is { } refusal) return refusal;
        long? position = (request.Type, plan.Required()) switch
        {
            (DivisionChangeType.Rename, var to) when !Equals(version.Values["name"], to.Name) =>
                await session.Record(new DivisionRenamed(found.Id, request.EffectiveOn, to.Name, request.Document)),
            (DivisionChangeType.Reparent, { Parent: { } parent }) when !Equals(version.Values["parent_id"], parent.Value) =>
                await session.Record(new DivisionReparented(found.Id, request.EffectiveOn, parent, request.Document)),
            _ => null,
        };
        return (found.Id.Value, position);
    }

    private static async Task<Result<(long Division, long? Position)>> Abolish(Session session, ChangeDivision request, DivisionCodes.Found found, Timeline timeline)
    {
        if (timeline.Versions[^1].Period.Until == request.EffectiveOn) return (found.Id.Value, null);
        if (timeline.On(request.EffectiveOn.AddDays(-1)) is null || timeline.Versions[^1].Period.Until < request.EffectiveOn)
            return Refusals.DivisionNotInForce.At("effectiveOn", request.EffectiveOn);
        var children = await session.List<string>(ChildrenSql, new { id = found.Id, day = request.EffectiveOn });
        if (children.Count > 0)
            return Refusals.InUse.Because("Divisions below it go on; change them first.", "其下级区划仍存续,请先变更下级区划。")
                with
            { Faults = [.. children.Select(code => new Fault("/division", Refusals.InUse.Code, Refusals.InUse.Title, code))] };
        return (found.Id.Value, await session.Record(new DivisionAbolished(found.Id, request.EffectiveOn, request.Document)));
    }

    private static readonly string ChildrenSql =
        $"SELECT DISTINCT d.code FROM division d WHERE d.parent_id = @id AND {Known.Now("d")} AND d.valid_until > @day ORDER BY d.code LIMIT 20";
}

internal static class ChangeDivisionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/division-changes", async (Body<ChangeDivision> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated($"/api/v1/divisions/{seen.Value.Division.Code}")))
        .Describes<DivisionChange>(nameof(ChangeDivision), "Divisions", "Establish, rename, reparent or abolish a division on a day", StatusCodes.Status201Created)
        .Takes<ChangeDivision>().Writes()
        .Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.DivisionNotInForce, Refusals.DivisionLevel, Refusals.DivisionCycle, Refusals.InUse);
}
