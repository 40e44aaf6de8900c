using System.Reflection;
using Responsibility.Api.RuleSets;

namespace Responsibility.Api.Service;

/// <summary>What runs here, and on what.</summary>
internal sealed record ShowMeta : IRequest<Result<Meta>>;

/// <summary>What runs here, and on what.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Commit">Commit from which it was built; null where the build did not know.</param>
/// <param name="RuleSets">Every rule set that the register holds now, whatever its days.</param>
/// <param name="LedgerSize">How many facts the ledger holds.</param>
/// <param name="DatabaseKind"><c>sqlite</c> or <c>postgresql</c>.</param>
/// <example>
/// {
///   "version": "0.1.0", "commit": "7edd504f0c3e0c1d6f8b8d8f3a3e6f5a4b2c1d0e",
///   "ruleSets": [
///     {
///       "id": "henan-2017", "version": 1, "title": "Responsibility for poverty alleviation in Henan (2017)", "issuer": "Henan Provincial Committee and People's Government",
///       "documentNumber": "代用文号", "validFrom": "2017-01-01", "validUntil": null
///     }
///   ],
///   "ledgerSize": 48210, "databaseKind": "sqlite"
/// }
/// </example>
public sealed record Meta(string Version, string? Commit, IReadOnlyList<ListedRuleSet> RuleSets, long LedgerSize, string DatabaseKind);

internal sealed class ShowMetaHandler(Database database) : IRequestHandler<ShowMeta, Result<Meta>>
{
    // The SDK puts the commit behind a plus sign where it finds one.
    private static readonly string[] Built =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);

    public Task<Result<Meta>> Handle(ShowMeta request, CancellationToken ct) =>
        database.Ask<Meta>(At.Now, async (session, moment) => new Meta(
            Built[0], Built is [_, { Length: > 0 } commit] ? commit : null,
            [.. (await RuleSetShelf.KnownAt(session, moment)).Select(shelved => ListedRuleSet.Of(shelved.Set))],
            moment.KnownAt, database.Kind), ct);
}

internal static class ShowMetaEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/meta", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ShowMeta(), ct)).ToHttp(TypedResults.Ok))
        .Describes<Meta>(nameof(ShowMeta), "Service", "Version, rule sets and size of the ledger", StatusCodes.Status200OK).HeedsScope();
}
