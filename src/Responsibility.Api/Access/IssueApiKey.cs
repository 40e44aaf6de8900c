using System.Globalization;
using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>Issues an API key.</summary>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Note">What it is for, up to 200 characters.</param>
/// <param name="Divisions">Codes of the divisions that it reaches, each with all below it, up to 100; everything where absent, which only those may give who reach everything.</param>
/// <param name="ExpiresAt">Instant (RFC 3339) from which it is taken no longer; it does not expire where absent.</param>
/// <remarks>The answer shows the key, and nothing else ever does: the register keeps a keyed hash of it. Who has lost a key has it rotated.</remarks>
/// <example>{"role": "clerk", "divisions": ["410225"], "note": "组织部导入脚本", "expiresAt": "2027-01-01T00:00:00Z"}</example>
public sealed record IssueApiKey(Role Role, string? Note = null, string[]? Divisions = null, string? ExpiresAt = null) : IRequest<Result<IssuedApiKey>>;

internal sealed class IssueApiKeyValidator : AbstractValidator<IssueApiKey>
{
    private const int MostDivisions = 100;

    public IssueApiKeyValidator(TimeProvider clock)
    {
        RuleFor(k => k.Divisions).Must(divisions => divisions is null or { Length: > 0 and <= MostDivisions })
            .WithErrorCode("list-length").WithMessage(_ => Rules.Say($"1 to {MostDivisions} divisions, or the member left out.", $"须为 1 至 {MostDivisions} 个区划,或不给出该成员。"));
        RuleForEach(k => k.Divisions).NotEmpty().DivisionCode();
        RuleFor(k => k.Note).MaximumLength(Rules.NameLength);
        RuleFor(k => k.ExpiresAt).Must(at => at is null || (Instant.TryParse(at, out var instant) && instant > clock.GetUtcNow()))
            .WithErrorCode("instant-in-future").WithMessage(_ => Rules.Say("An instant such as 2027-01-01T00:00:00Z that is still to come.", "须为尚未到来的时刻,如 2027-01-01T00:00:00Z。"));
    }
}

internal sealed class IssueApiKeyHandler(Database database, Caller caller, KeyHash hash, TimeProvider clock) : IRequestHandler<IssueApiKey, Result<IssuedApiKey>>
{
    public async Task<Result<IssuedApiKey>> Handle(IssueApiKey request, CancellationToken ct)
    {
        var key = ApiKeys.New();
        var expiresAt = Instant.TryParse(request.ExpiresAt ?? "", out var instant) ? Leaf.Time(instant) : null;
        var isNew = false;
        var issued = await database.Write<IssuedApiKey>(caller, async session =>
        {
            var reached = await Reached(session, request.Divisions);
            if (reached.Refusal is { } refusal) return refusal;
            var id = await session.Record(new KeyIssued(request.Role, reached.Required().Scope?.Text, expiresAt, request.Note));
            await ApiKeys.AddSecret(session, id, hash.Of(key));
            isNew = true;
            return await (await ApiKeys.Find(session, id, clock.GetUtcNow()))!.Issued(session, database.Today);
        }, ct);
        // What is kept under an idempotency key must not hold the secret, so it is added here.
        return issued.Refusal is null && isNew ? issued.Required() with { Key = key } : issued;
    }

    /// <summary>What the key is to reach, which is no more than its issuer does.</summary>
    private async Task<Result<Granted>> Reached(Session session, string[]? codes)
    {
        if (codes is null) return session.Caller.Scope is null ? new Granted(null) : Refusals.GrantExceeds.At("divisions");
        var divisions = new List<long>();
        for (var i = 0; i < codes.Length; i++)
        {
            if (await DivisionCodes.Meant(session, codes[i], database.Today) is not { } found)
                return Refusals.DivisionUnknown.At($"divisions/{i}", codes[i]);
            divisions.Add(found.Id.Value);
        }
        return new Granted(new AccessScope(divisions));
    }

    private sealed record Granted(AccessScope? Scope);
}

internal static class IssueApiKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/api-keys", async (Body<IssueApiKey> body, IMediator mediator, CancellationToken ct) => (await mediator.Send(body.Value, ct))
            .ToHttp(issued => TypedResults.Created(string.Create(CultureInfo.InvariantCulture, $"/api/v1/api-keys/{issued.Id}"), issued)))
        .Describes(nameof(IssueApiKey), "Access", "Issue an API key, which is shown this once", new AnswersMetadata(StatusCodes.Status201Created, typeof(IssuedApiKey), Seen: false))
        .Takes<IssueApiKey>().Administers().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.GrantExceeds);
}
