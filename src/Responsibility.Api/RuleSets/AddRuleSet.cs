using System.Globalization;
using System.Text;
using Responsibility.Rules;

namespace Responsibility.Api.RuleSets;

/// <param name="File">The file, byte for byte.</param>
internal sealed record AddRuleSet(byte[] File) : IRequest<Result<AddedRuleSet>>;

/// <param name="IsNew">False where just that was recorded before.</param>
internal sealed record AddedRuleSet(ListedRuleSet RuleSet, bool IsNew);

internal sealed class AddRuleSetHandler(Database database, Caller caller) : IRequestHandler<AddRuleSet, Result<AddedRuleSet>>
{
    public async Task<Result<AddedRuleSet>> Handle(AddRuleSet request, CancellationToken ct)
    {
        var parsed = RuleSet.Parse(request.File);
        if (parsed.Refusal is { } refusal) return refusal;
        return await database.Write<AddedRuleSet>(caller, async session =>
        {
            var recorded = await Record(session, parsed.Required(), Encoding.UTF8.GetString(request.File));
            return recorded.Refusal is { } refused ? refused : new AddedRuleSet(ListedRuleSet.Of(parsed.Required()), recorded.Required() > 0);
        }, ct);
    }

    /// <summary>Records a rule set, unless just that was recorded before.</summary>
    /// <returns>Its position; 0 where nothing was recorded.</returns>
    public static async Task<Result<long>> Record(Session session, RuleSet set, string body)
    {
        var known = await session.List<Known>("SELECT version, body FROM rule_set WHERE name = @Id ORDER BY version", new { set.Id });
        if (known.FirstOrDefault(k => k.Version == set.Version) is { } same)
            return same.Body == body ? 0L : Refusals.RuleSetVersion.Because(
                $"The register holds {set.Id} version {set.Version} with other bytes; a new text needs a new version.", $"登记库中 {set.Id} 第 {set.Version} 版内容不同;修改须用新版本号。").At("version", set.Version);
        if (known.Count > 0 && known[^1].Version > set.Version)
            return Refusals.RuleSetVersion.Because(
                $"The register holds {set.Id} up to version {known[^1].Version}.", $"登记库中 {set.Id} 已有第 {known[^1].Version} 版。").At("version", set.Version);
        foreach (var other in await RuleSetShelf.All(session, DateOnly.MinValue))
            if (other.Set.Id != set.Id && set.ConflictsWith(other.Set) is { Count: > 0 } conflicts)
                return Refusals.RuleSetInvalid with { Faults = conflicts };
        return await session.Record(new RuleSetRecorded(set.Id, set.Version, set.ValidFrom, set.ValidUntil, body));
    }

    private sealed record Known
    {
        public long Version { get; init; }
        public required string Body { get; init; }
    }
}

internal static class AddRuleSetEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapPost("/rule-sets", async (SentRuleSet file, IMediator mediator, CancellationToken ct) => (await mediator.Send(new AddRuleSet(file.Value), ct)).ToHttp<AddedRuleSet>(added =>
            added.IsNew
                ? TypedResults.Created(string.Create(CultureInfo.InvariantCulture, $"/api/v1/rule-sets/{added.RuleSet.Id}?version={added.RuleSet.Version}"), added.RuleSet)
                : TypedResults.Ok(added.RuleSet)))
        .Describes<ListedRuleSet>(
            nameof(AddRuleSet), "Rule sets", "A rule set, or a later version of one, comes into force on its validFrom; its own examples are run first, and one that fails refuses it", StatusCodes.Status201Created)
        .Takes<RuleSetDocument>().Administers().Repeats()
        .Refuses(Refusals.RuleSetInvalid, Refusals.RuleSetVersion, Refusals.MediaTypeUnsupported, Refusals.BodyTooLarge);
}

/// <summary>A rule set as it is sent: kept byte for byte, and read by its own rules, which tell of each fault where it is.</summary>
internal sealed class SentRuleSet : IBound
{
    private readonly Result<byte[]> result;

    private SentRuleSet(Result<byte[]> result) => this.result = result;

    public Refusal? Refusal => result.Refusal;

    public byte[] Value => result.Required();

    public static async ValueTask<SentRuleSet> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType()) return new(Refusals.MediaTypeUnsupported);
        try
        {
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
            return new(bytes.ToArray());
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            return new(Refusals.BodyTooLarge);
        }
    }
}
