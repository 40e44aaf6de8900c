using System.Globalization;
using System.Text;
using Responsibility.Api.Chain;
using Responsibility.Api.Ledger;
using Responsibility.Ledger;

namespace Responsibility.Api.Evidence;

/// <summary>Who is accountable for a division on a day, with all that proves it.</summary>
/// <param name="Code">Code of the division.</param>
/// <param name="AsOf">The day on which it was so; today where absent.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant, as far as it is signed; all that is signed where absent.</param>
/// <param name="Programme">Only what covers one of these programmes (专项).</param>
/// <param name="Kind">Only these kinds of responsibility.</param>
/// <param name="RuleSet">By which rule set; the one in force on that day where absent.</param>
internal sealed record ShowEvidence(
    string Code, DateOnly? AsOf = null, string? KnownAt = null, string[]? Programme = null, ResponsibilityKind[]? Kind = null, string? RuleSet = null)
    : IRequest<Result<ChainEvidence>>;

internal sealed class ShowEvidenceHandler(Database database) : IRequestHandler<ShowEvidence, Result<ChainEvidence>>
{
    /// <summary>So many proofs are read at once: each takes a tile or two of its own.</summary>
    private const int Together = 64;

    public Task<Result<ChainEvidence>> Handle(ShowEvidence request, CancellationToken ct) =>
        database.Ask<ChainEvidence>(new At(request.AsOf, request.KnownAt), async (session, asked) =>
        {
            if (await PublishedCheckpoint.Latest(session) is not { Size: > 0 } signed) return Refusals.NotSignedYet;
            if (request.KnownAt is not null && asked.KnownAt > signed.Size) return Refusals.NotSignedYet.At("knownAt", request.KnownAt);
            var moment = request.KnownAt is null ? asked with { KnownAt = signed.Size } : asked;

            var filter = await ChainFilters.Of(session, request.Programme, request.Kind);
            if (filter.Refusal is { } unknown) return unknown;
            var derived = await (await session.Beyond(request.Code, moment)).Then(everything => Chains.Derive(everything, moment, request.Code, filter.Required(), request.RuleSet));
            if (derived.Refusal is { } refusal) return refusal.Code == Refusals.DivisionUnknown.Code ? refusal with { Status = StatusCodes.Status404NotFound } : refusal;

            var chain = derived.Required();
            var answer = AccountabilityChain.Of(chain, moment);
            var question = new EvidenceQuestion(answer.Division.Code, answer.AsOf, moment.KnownAt, filter.Required().Programmes, filter.Required().Kinds, answer.RuleSet.Id);
            return new ChainEvidence(ChainEvidence.Version1, question, answer, await Facts(await session.Everything(), moment, chain, signed.Size), signed.Note);
        }, ct);

    private static async Task<IReadOnlyList<EvidenceFact>> Facts(Session session, Moment moment, Chains.Derived chain, long size)
    {
        var facts = new List<EvidenceFact>();
        foreach (var positions in (await RestsOn.Positions(session, moment, chain, size)).Chunk(Together))
        {
            var any = string.Join(", ", positions);
            var rows = await session.List<LedgerRow>($"{Entry.Select} WHERE position IN ({any}) ORDER BY position");
            var personal = (await session.List<PersonalRow>($"SELECT position, member, salt, value FROM personal WHERE position IN ({any}) ORDER BY position, member")).ToLookup(row => row.Position);
            var erased = (await session.List<byte[]>($"SELECT payload FROM ledger WHERE position IN (SELECT erased_by FROM erasure WHERE position IN ({any}))"))
                .SelectMany(Erasure.Facts).ToDictionary(fact => fact.Position, fact => fact.Digests);
            var paths = rows.Select(row => Proof.Inclusion(row.Position - 1, size)).ToList();
            var hashes = new Queue<byte[]>(await LedgerTree.Hashes(session, size, [.. paths.SelectMany(path => path)]));
            facts.AddRange(rows.Zip(paths, (row, path) => new EvidenceFact(
                row.Position, Encoding.UTF8.GetString(row.Leaf), Encoding.UTF8.GetString(row.Payload), [.. personal[row.Position].Select(p => Member(p, erased.GetValueOrDefault(row.Position)))],
                [.. path.Select(_ => Convert.ToBase64String(hashes.Dequeue()))])));
        }
        return facts;
    }

    /// <summary>A chain shows names; whatever else a fact says about a person is withheld, and what was erased cannot be shown.</summary>
    private static EvidenceMember Member(PersonalRow row, IReadOnlyDictionary<string, string>? erased) => row switch
    {
        { Salt: null } or { Value: null } => new(row.Member, null, null, erased?[row.Member]),
        _ when row.Member.Split('.')[^1] is "name" => new(row.Member, Convert.ToBase64String(row.Salt), row.Value, null),
        _ => new(row.Member, null, null, Convert.ToBase64String(Commitment.Digest(row.Salt, row.Value))),
    };
}

internal static class ShowEvidenceEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/divisions/{code}/chain/evidence", async (Question<ShowEvidence> ask, HttpResponse response, IMediator mediator, CancellationToken ct) => (await mediator.Send(ask.Value, ct)).ToHttp(evidence =>
        {
            response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"{evidence.Question.Division}-{evidence.Question.AsOf:yyyy-MM-dd}.evidence.json\"");
            return TypedResults.Ok(evidence);
        }))
        .Describes<ChainEvidence>(nameof(ShowEvidence), "Chain", "The chain in one file with every fact that it rests on, and the proofs that these stand in the signed ledger; to be checked offline", StatusCodes.Status200OK)
        .IsNotStored()
        .HeedsScope().Refuses(Refusals.DivisionUnknown with { Status = 404 }, Refusals.KnownAtInFuture, Refusals.RuleSetNotInForce, Refusals.RuleSetUnknown, Refusals.ProgrammeUnknown, Refusals.NotSignedYet);
}
