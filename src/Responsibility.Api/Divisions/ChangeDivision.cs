namespace Responsibility.Api.Divisions;

/// <summary>Changes divisions on a day, on a document; days before stay as they were.</summary>
/// <param name="Type">
/// <c>establish</c> takes <c>result</c>; <c>abolish</c> takes <c>division</c>; <c>rename</c> takes <c>division</c> and <c>name</c>; <c>recode</c> takes <c>division</c> and
/// <c>code</c>, and <c>name</c> or <c>parent</c> where they change with it; <c>reparent</c> takes <c>division</c> and <c>parent</c>; <c>split</c> takes <c>division</c> and
/// <c>results</c>; <c>merge</c> takes <c>originals</c> and <c>result</c>. The last two and <c>abolish</c> take <c>moves</c>.
/// </param>
/// <param name="EffectiveOn">First day on which it is so; it may be long past.</param>
/// <param name="Document">The document that says so.</param>
/// <param name="Division">Code of the division that changes, as on the day before.</param>
/// <param name="Name">Its new name.</param>
/// <param name="Parent">Code of the division under which it comes.</param>
/// <param name="Result">
/// The division that is established, or that a merge results in. With the code of one of the originals that one goes on, under the name and the parent given here; with the code, name and
/// level of another division of that day the originals go into that one; any other code establishes a division.
/// </param>
/// <param name="Code">Its new code; a code is free again from the day on which no division has it any more.</param>
/// <param name="Originals">Codes of the divisions that are merged, as on the day before.</param>
/// <param name="Results">What a split results in, two or more, by the rules of <c>result</c>: the division itself goes on where its code is among them, and closes otherwise.</param>
/// <param name="Moves">Where what is in a division that changes goes. Divisions below one that closes must be moved; whatever else is not moved ends with it (<c>divisionClosed</c>).</param>
/// <example>
/// {
///   "type": "merge", "effectiveOn": "2019-11-01", "document": "兰政文〔2019〕31号", "originals": ["410225101201", "410225101202"],
///   "result": {"code": "410225101208", "name": "范徐村", "level": "village", "parent": "410225101"},
///   "moves": [{"organization": 905, "to": "410225101208"}, {"post": 911, "toOrganization": 905}]
/// }
/// </example>
/// <example id="correction">{"effectiveOn": "2019-12-01", "reason": "生效日期录入错误"}</example>
public sealed record ChangeDivision(
    DivisionChangeType Type, DateOnly EffectiveOn, string Document, string? Division = null, string? Name = null, string? Parent = null, NewDivision? Result = null,
    string? Code = null, IReadOnlyList<string>? Originals = null, IReadOnlyList<NewDivision>? Results = null, IReadOnlyList<Move>? Moves = null)
    : IRequest<Result<Seen<DivisionChange>>>;

/// <summary>A division that a change results in.</summary>
/// <param name="Code">Its code from that day on.</param>
/// <param name="Name">Its name from that day on.</param>
/// <param name="Level">Its level.</param>
/// <param name="Parent">Code of the division right above it; for one that goes on, absent where that stays the same.</param>
/// <example>{"code": "410225101208", "name": "范徐村", "level": "village", "parent": "410225101"}</example>
public sealed record NewDivision(string Code, string Name, Level Level, string? Parent = null);

/// <summary>Something that goes elsewhere with all that rests on it; its id stays, and terms go on without a break.</summary>
/// <param name="Division">Code of a division below one that changes; exactly one of division, organization and post.</param>
/// <param name="Organization">Id of a body of a division that changes.</param>
/// <param name="Post">Id of a post in a body of a division that changes.</param>
/// <param name="To">Code of the division to which a division or a body goes.</param>
/// <param name="ToOrganization">Id of the body to which a post goes.</param>
/// <example>{"organization": 905, "to": "410225101208"}</example>
public sealed record Move(string? Division = null, OrganizationId? Organization = null, PostId? Post = null, string? To = null, OrganizationId? ToOrganization = null);

internal sealed class ChangeDivisionValidator : AbstractValidator<ChangeDivision>
{
    private const int MostMoves = 5000;

    public ChangeDivisionValidator()
    {
        // A change has a day before it.
        RuleFor(c => c.EffectiveOn).GreaterThan(Period.BeforeRecords);
        RuleFor(c => c.Document).NotEmpty().DocumentNumber();
        RuleFor(c => c.Division).NotEmpty().DivisionCode().When(c => c.Type is not (DivisionChangeType.Establish or DivisionChangeType.Merge));
        RuleFor(c => c.Division).Null().When(c => c.Type is DivisionChangeType.Establish or DivisionChangeType.Merge);
        RuleFor(c => c.Name).Name().When(c => c.Type is DivisionChangeType.Rename || (c.Type is DivisionChangeType.Recode && c.Name is not null));
        RuleFor(c => c.Name).Null().When(c => c.Type is not (DivisionChangeType.Rename or DivisionChangeType.Recode));
        RuleFor(c => c.Code).NotEmpty().DivisionCode().When(c => c.Type is DivisionChangeType.Recode);
        RuleFor(c => c.Code).Null().When(c => c.Type is not DivisionChangeType.Recode);
        RuleFor(c => c.Parent).NotEmpty().When(c => c.Type is DivisionChangeType.Reparent);
        RuleFor(c => c.Parent).DivisionCode().When(c => c.Type is DivisionChangeType.Reparent or DivisionChangeType.Recode);
        RuleFor(c => c.Parent).Null().When(c => c.Type is not (DivisionChangeType.Reparent or DivisionChangeType.Recode));
        RuleFor(c => c.Result).NotNull().When(c => c.Type is DivisionChangeType.Establish or DivisionChangeType.Merge);
        RuleFor(c => c.Result).Null().When(c => c.Type is not (DivisionChangeType.Establish or DivisionChangeType.Merge));
        RuleFor(c => c.Originals).NotEmpty().Must(Distinct).WithErrorCode("code-twice").WithMessage(Twice).When(c => c.Type is DivisionChangeType.Merge);
        RuleFor(c => c.Originals).Null().When(c => c.Type is not DivisionChangeType.Merge);
        RuleForEach(c => c.Originals).NotEmpty().DivisionCode();
        RuleFor(c => c.Results).Must(r => r is { Count: > 1 }).WithErrorCode("results-too-few")
            .WithMessage(_ => Rules.Say("A split has two results or more; the division itself is one of them where it goes on.", "分设后至少有两个区划;原区划存续时亦列入其中。"))
            .Must(r => Distinct(r?.Select(d => d.Code).ToList())).WithErrorCode("code-twice").WithMessage(Twice).When(c => c.Type is DivisionChangeType.Split);
        RuleFor(c => c.Results).Null().When(c => c.Type is not DivisionChangeType.Split);
        RuleFor(c => c.Moves).Must(m => m is null || m.Count <= MostMoves).WithErrorCode("moves-too-many").WithMessage(_ => Rules.Say("At most 5,000 moves.", "移动项最多 5000 项。"));
        RuleFor(c => c.Moves).Must(m => m is null || m.Select(What).Distinct(StringComparer.Ordinal).Count() == m.Count).WithErrorCode("move-twice")
            .WithMessage(_ => Rules.Say("One thing is moved twice.", "同一事项被移动两次。"));
        RuleFor(c => c.Moves).Null().When(c => c.Type is not (DivisionChangeType.Abolish or DivisionChangeType.Split or DivisionChangeType.Merge));
        RuleForEach(c => c.Moves).SetValidator(new MoveValidator());
    }

    private static bool Distinct(IReadOnlyList<string>? codes) => codes is null || codes.Select(Whole).Distinct(StringComparer.Ordinal).Count() == codes.Count;

    private static string Twice(ChangeDivision change) => Rules.Say("One code is named twice.", "同一代码出现两次。");

    private static string What(Move move) => move.Division is { } code ? Whole(code) : $"{move.Organization?.Value} {move.Post?.Value}";

    private static string Whole(string code) => DivisionCode.TryParse(code, out var parsed) ? parsed.Value : code;
}

internal sealed class MoveValidator : AbstractValidator<Move>
{
    public MoveValidator()
    {
        RuleFor(m => m.Division).NotEmpty().When(m => m.Organization is null && m.Post is null);
        RuleFor(m => m.Division).DivisionCode();
        RuleFor(m => m.Organization).Null().When(m => m.Division is not null);
        RuleFor(m => m.Post).Null().When(m => m.Division is not null || m.Organization is not null);
        RuleFor(m => m.To).NotEmpty().DivisionCode().When(m => m.Post is null);
        RuleFor(m => m.To).Null().When(m => m.Post is not null);
        RuleFor(m => m.ToOrganization).NotNull().When(m => m.Post is not null);
        RuleFor(m => m.ToOrganization).Null().When(m => m.Post is null);
    }
}

internal sealed class ChangeDivisionHandler(Database database, Caller caller, IValidator<EstablishDivision> validator)
    : IRequestHandler<ChangeDivision, Result<Seen<DivisionChange>>>
{
    public Task<Result<Seen<DivisionChange>>> Handle(ChangeDivision request, CancellationToken ct) =>
        database.Write<Seen<DivisionChange>>(caller, async session =>
        {
            var recorded = await new DivisionChanges(session, request, validator).Record();
            if (recorded.Refusal is { } refusal) return refusal;
            var (change, division) = recorded.Required();
            return session.Done(division, request.Type is DivisionChangeType.Abolish ? request.EffectiveOn.AddDays(-1) : request.EffectiveOn, with: change is { } id ? [id] : []);
        }, (session, moment, done) => DivisionChangeAnswer.Of(session, request, done, moment), ct);
}

internal static class ChangeDivisionEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/division-changes", async (Body<ChangeDivision> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToHttp(seen => seen.ToCreated(
                seen.Value is { Id: { } id, Type: not DivisionChangeType.Establish } ? $"/api/v1/division-changes/{id}" : $"/api/v1/divisions/{seen.Value.Division.Code}")))
        .Describes<DivisionChange>(nameof(ChangeDivision), "Divisions", "Establish, rename, recode, reparent, split, merge or abolish divisions on a day", StatusCodes.Status201Created)
        .Takes<ChangeDivision>().Writes()
        .HeedsScope().Refuses(DivisionChanges.Refused);
}
