namespace Responsibility.Api.Ledger;

/// <param name="After">Only facts behind this position.</param>
/// <param name="Limit">Items per page, 1 to 1,000.</param>
internal sealed record ListEntries(long After = 0, int Limit = 100) : IRequest<Result<EntryPage>>;

/// <summary>Facts as the ledger holds them, in its order.</summary>
/// <param name="Items">The facts.</param>
/// <param name="NextAfter">Give this as <c>after</c> for those that follow; null where these are the last.</param>
/// <example>{"items": ["{Entry}"], "nextAfter": null}</example>
public sealed record EntryPage(IReadOnlyList<Entry> Items, long? NextAfter);

internal sealed class ListEntriesValidator : AbstractValidator<ListEntries>
{
    public ListEntriesValidator()
    {
        RuleFor(l => l.After).GreaterThanOrEqualTo(0);
        RuleFor(l => l.Limit).InclusiveBetween(1, 1000);
    }
}

internal sealed class ListEntriesHandler(Database database) : IRequestHandler<ListEntries, Result<EntryPage>>
{
    public Task<Result<EntryPage>> Handle(ListEntries request, CancellationToken ct) => database.Read<Result<EntryPage>>(async session =>
    {
        var rows = await session.List<LedgerRow>(Sql, new { request.After, more = request.Limit + 1 });
        var shown = rows.Take(request.Limit).Select(Entry.Of).ToList();
        return new EntryPage(shown, rows.Count > shown.Count ? shown[^1].Position : null);
    }, ct);

    private const string Sql = $"{Entry.Select} WHERE position > @After ORDER BY position LIMIT @more";
}

internal static class ListEntriesEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/ledger/entries", async (Question<ListEntries> ask, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(TypedResults.Ok))
        .Describes<EntryPage>("ListLedgerEntries", "Ledger", "Facts as the ledger holds them, in its order and without personal data", StatusCodes.Status200OK)
        .Audits().IsNotStored();
}
