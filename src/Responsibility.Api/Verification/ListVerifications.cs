namespace Responsibility.Api.Verification;

/// <summary>Verifications, the newest first.</summary>
/// <param name="Before">Only jobs with a smaller number.</param>
/// <param name="Limit">Items per page, 1 to 200.</param>
internal sealed record ListVerifications(long? Before = null, int Limit = 50) : IRequest<Result<VerificationPage>>;

/// <summary>Verifications, the newest first.</summary>
/// <param name="Items">The jobs.</param>
/// <param name="NextBefore">Give this as <c>before</c> for older ones; null where these are the oldest.</param>
/// <example>{"items": ["{LedgerVerification}"], "nextBefore": null}</example>
public sealed record VerificationPage(IReadOnlyList<LedgerVerification> Items, long? NextBefore);

internal sealed class ListVerificationsValidator : AbstractValidator<ListVerifications>
{
    public ListVerificationsValidator() => RuleFor(l => l.Limit).InclusiveBetween(1, 200);
}

internal sealed class ListVerificationsHandler(Database database) : IRequestHandler<ListVerifications, Result<VerificationPage>>
{
    public Task<Result<VerificationPage>> Handle(ListVerifications request, CancellationToken ct) => database.Read<Result<VerificationPage>>(async session =>
    {
        var rows = await session.List<VerificationRow>(Sql, new { before = request.Before ?? long.MaxValue, more = request.Limit + 1 });
        var shown = rows.Take(request.Limit).Select(row => row.Show()).ToList();
        return new VerificationPage(shown, rows.Count > shown.Count ? shown[^1].Id : null);
    }, ct);

    private const string Sql = $"{VerificationRow.Select} WHERE id < @before ORDER BY id DESC LIMIT @more";
}

internal static class ListVerificationsEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger/verifications", async (Question<ListVerifications> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<VerificationPage>(nameof(ListVerifications), "Ledger", "Verifications of the ledger, the newest first", StatusCodes.Status200OK)
        .Audits();
}
