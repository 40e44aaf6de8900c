using System.Text.Json.Serialization;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Letters;

/// <summary>Records that a body signed a responsibility letter (责任书) for a year with one above it.</summary>
/// <param name="Year">The year for which it was signed.</param>
/// <param name="Superior">Id of the body above: in a division above that of the other, or in the same with the other under it.</param>
/// <param name="Subordinate">Id of the body below.</param>
/// <param name="SignedOn">The day of signing, on which both were there; never one that is still to come.</param>
/// <param name="Document">Number of the letter.</param>
/// <example>{"year": 2017, "superior": 901, "subordinate": 911, "signedOn": "2017-02-20", "document": "豫脱贫责〔2017〕12号"}</example>
/// <example id="correction">{"signedOn": "2017-02-21", "reason": "签订日期录入错误"}</example>
public sealed record SignLetter(int Year, OrganizationId Superior, OrganizationId Subordinate, DateOnly SignedOn, string? Document = null) : IRequest<Result<Repeated<ResponsibilityLetter>>>;

/// <summary>A responsibility letter that was signed.</summary>
/// <param name="Id">Ledger position of the fact that recorded it.</param>
/// <param name="Year">The year for which it was signed.</param>
/// <param name="Superior">The body above.</param>
/// <param name="SuperiorDivision">Its division.</param>
/// <param name="Subordinate">The body below.</param>
/// <param name="SubordinateDivision">Its division.</param>
/// <param name="SignedOn">The day of signing.</param>
/// <param name="Document">Number of the letter.</param>
/// <example>
/// {
///   "id": 1510, "year": 2017, "superior": {"id": 901, "name": "中共开封市委", "kind": "partyCommittee"}, "superiorDivision": {"code": "410200000000", "name": "开封市", "level": "city"},
///   "subordinate": {"id": 911, "name": "中共兰考县委", "kind": "partyCommittee"}, "subordinateDivision": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "signedOn": "2017-02-20", "document": "豫脱贫责〔2017〕12号"
/// }
/// </example>
public sealed record ResponsibilityLetter(
    LetterId Id, int Year, OrganizationRef Superior, DivisionRef SuperiorDivision, OrganizationRef Subordinate, DivisionRef SubordinateDivision, DateOnly SignedOn, string? Document);

internal sealed record LetterSigned(int Year, OrganizationId Superior, OrganizationId Subordinate, DateOnly SignedOn, string? Document) : ICreation
{
    public static string Kind => "responsibilityLetterSigned/1";

    [JsonIgnore]
    public Period Period => new(SignedOn, Period.Open);

    public Task Apply(Session session, long position) => Tables.Letter.Create(session, position, this);
}

internal sealed class SignLetterValidator : AbstractValidator<SignLetter>
{
    public SignLetterValidator()
    {
        RuleFor(l => l.Year).InclusiveBetween(1949, 2199);
        RuleFor(l => l.Subordinate).NotEqual(l => l.Superior);
        RuleFor(l => l.Document).DocumentNumber();
    }
}

internal sealed class SignLetterHandler(Database database, Caller caller) : IRequestHandler<SignLetter, Result<Repeated<ResponsibilityLetter>>>
{
    public Task<Result<Repeated<ResponsibilityLetter>>> Handle(SignLetter request, CancellationToken ct) =>
        database.Write<Repeated<ResponsibilityLetter>>(caller, async session =>
        {
            if (await LetterNoun.Earlier(session, request, 0) is { } earlier && earlier.IsSame(request)) return session.Done(earlier.Id.Value, recorded: false);
            var planned = await LetterNoun.Plan(session, request, null);
            return planned.Refusal is { } refusal ? refusal : session.Done(await session.Record(planned.Required()));
        }, (session, moment, done) => done.As(LetterNoun.Show(session, done.Id, moment)), ct);
}

internal static class SignLetterEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/responsibility-letters", async (Body<SignLetter> body, IMediator mediator, CancellationToken ct) =>
            (await mediator.Send(body.Value, ct)).ToRepeated(seen => $"/api/v1/responsibility-letters/{seen.Id.Value}"))
        .Describes<ResponsibilityLetter>(nameof(SignLetter), "Letters", "Record that a body signed a letter for a year with one above it; 200 where just that was recorded before", StatusCodes.Status201Created)
        .Takes<SignLetter>().Writes().Repeats().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid).Refuses(LetterNoun.AgainstLetters);
}
