using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Responsibility.Api.Chain;
using Responsibility.Api.Ledger;
using Responsibility.Api.Verification;
using Responsibility.Ledger;

namespace Responsibility.Api.Evidence;

/// <summary>What an evidence file has come to.</summary>
/// <param name="Proved">Whether every proof holds and the chain follows from the facts.</param>
/// <param name="Faults">What is wrong; empty where it is proved.</param>
/// <param name="Question">What was asked; null where the file could not be read.</param>
/// <param name="Facts">Facts in it.</param>
/// <param name="Origin">Which ledger signed.</param>
/// <param name="Size">Facts in the ledger when it was signed.</param>
/// <param name="NoOtherFact">Whether it was proved too that no other fact up to then bears on the answer; that takes the whole ledger.</param>
internal sealed record EvidenceOutcome(bool Proved, IReadOnlyList<string> Faults, EvidenceQuestion? Question, int Facts, string? Origin, long Size, bool NoOtherFact);

/// <summary>Checks an evidence file by nothing but the key of the ledger: every proof and commitment, and whether the same chain follows from the facts alone.</summary>
/// <param name="key">The key, known beforehand and not from whoever brought the file.</param>
internal sealed class EvidenceVerifier(VerifierKey key, FactKinds kinds)
{
    private const int MostDifferences = 20;
    private const int Step = 2000;

    private static readonly JsonSerializerOptions Strict = new(ApiJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("zh-CN")];

    private readonly List<string> faults = [];
    private readonly List<LedgerRow> rows = [];
    private readonly List<PersonalRow> personal = [];

    /// <param name="file">The file, in UTF-8.</param>
    /// <param name="entries">The whole ledger, from its first fact on, where it can be asked for.</param>
    public async Task<EvidenceOutcome> Run(byte[] file, IAsyncEnumerable<Entry>? entries, CancellationToken ct)
    {
        EvidenceFile evidence;
        Checkpoint? checkpoint;
        try
        {
            evidence = JsonSerializer.Deserialize<EvidenceFile>(file, Strict) ?? throw new JsonException("The file is empty.");
            checkpoint = Checkpoint.Open(SignedNote.Parse(Encoding.UTF8.GetBytes(evidence.Checkpoint)), key);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            return new EvidenceOutcome(false, [$"The file is no evidence: {malformed.Message}"], null, 0, null, 0, false);
        }
        var noOtherFact = false;
        if (evidence.Format != ChainEvidence.Version1) faults.Add($"The format is {evidence.Format}, not {ChainEvidence.Version1}.");
        if (checkpoint is null) faults.Add($"The checkpoint is not signed by {key}.");
        else Check(evidence, checkpoint);
        if (faults.Count is 0) await Derives(evidence, ct);
        if (faults.Count is 0 && entries is not null) noOtherFact = await NoOtherFact(evidence, checkpoint!, entries, ct);
        return new EvidenceOutcome(faults.Count is 0, faults, evidence.Question, evidence.Facts.Count, checkpoint?.Origin, checkpoint?.Size ?? 0, noOtherFact);
    }

    private void Check(EvidenceFile evidence, Checkpoint checkpoint)
    {
        if (evidence.Question.KnownAt > checkpoint.Size) faults.Add($"The answer is as known at position {evidence.Question.KnownAt}, and {checkpoint.Size} facts are signed.");
        var last = 0L;
        foreach (var fact in evidence.Facts)
        {
            var isLate = fact.Position > evidence.Question.KnownAt && !fact.Leaf.Contains($"\n{Erasure.Kind}\n", StringComparison.Ordinal);
            if (fact.Position <= last || isLate) faults.Add($"fact {fact.Position}: It is out of order, or was recorded after what the answer knows.");
            last = fact.Position;
            Check(fact, checkpoint);
        }
    }

    private void Check(EvidenceFact fact, Checkpoint checkpoint)
    {
        try
        {
            var leaf = Encoding.UTF8.GetBytes(fact.Leaf);
            var payload = Encoding.UTF8.GetBytes(fact.Payload);
            var lines = Leaf.Parse(leaf);
            if (!Verify.Inclusion(fact.Position - 1, checkpoint.Size, Hash.Leaf(leaf), [.. fact.Proof.Select(Convert.FromBase64String)], checkpoint.Root))
                faults.Add($"fact {fact.Position}: The inclusion proof does not lead from the leaf to the signed root.");
            if (!SHA256.HashData(payload).AsSpan().SequenceEqual(lines.PayloadHash)) faults.Add($"fact {fact.Position}: The payload is not the one that the leaf binds.");
            CheckPersonal(fact, lines.Commitment);
            rows.Add(new LedgerRow { Position = fact.Position, RecordedAt = lines.RecordedAt, Kind = lines.Kind, Actor = lines.Actor, Payload = payload, Leaf = leaf, LeafHash = Hash.Leaf(leaf) });
            personal.AddRange(fact.Personal.Select(member => new PersonalRow { Position = fact.Position, Member = member.Member, Value = member.Value }));
        }
        catch (FormatException malformed)
        {
            faults.Add($"fact {fact.Position}: {malformed.Message}");
        }
    }

    private void CheckPersonal(EvidenceFact fact, byte[]? commitment)
    {
        // Without any member nothing is shown, so nothing is to be proved.
        if (fact.Personal.Count is 0) return;
        var members = string.Join(", ", fact.Personal.Select(member => member.Member));
        if (commitment is null)
        {
            faults.Add($"fact {fact.Position}: The leaf binds no personal data, and the file shows {members}.");
            return;
        }
        var digests = new List<(string Member, byte[] Digest)>();
        foreach (var member in fact.Personal)
        {
            if (member is { Salt: { } salt, Value: { } value, Digest: null }) digests.Add((member.Member, Commitment.Digest(Convert.FromBase64String(salt), value)));
            else if (member is { Salt: null, Value: null, Digest: { } digest }) digests.Add((member.Member, Convert.FromBase64String(digest)));
            else faults.Add($"fact {fact.Position}: {member.Member} is neither shown nor withheld.");
        }
        if (digests.Count == fact.Personal.Count && !Commitment.OfDigests(digests).AsSpan().SequenceEqual(commitment))
            faults.Add($"fact {fact.Position}: The commitment does not hold; of {members} a value or its salt was changed.");
    }

    /// <summary>Applies the facts to an empty register and derives the chain from that.</summary>
    private async Task Derives(EvidenceFile evidence, CancellationToken ct)
    {
        await using var scratch = Scratch.Create();
        try
        {
            await Replay.Part(scratch.Database, rows, personal.ToLookup(row => row.Position), kinds, ct);
        }
        catch (InapplicableFactException inapplicable)
        {
            faults.Add(inapplicable.Message);
            return;
        }
        await Compare(scratch.Database, evidence, "The facts in the file make another chain", ct);
    }

    /// <summary>Applies the whole ledger, whose root must be the signed one: whatever was left out of the file shows now.</summary>
    private async Task<bool> NoOtherFact(EvidenceFile evidence, Checkpoint checkpoint, IAsyncEnumerable<Entry> entries, CancellationToken ct)
    {
        await using var scratch = Scratch.Create();
        var shown = personal.ToLookup(row => row.Position);
        var tree = new Tiling();
        var step = new List<LedgerRow>(Step);
        try
        {
            await foreach (var entry in entries.WithCancellation(ct))
            {
                if (tree.Size == checkpoint.Size) break;
                if (entry.Position != tree.Size + 1) throw new FormatException($"The ledger skips from position {tree.Size} to {entry.Position}.");
                var row = Row(entry);
                tree.Append(row.LeafHash);
                if (entry.Position <= evidence.Question.KnownAt) step.Add(row);
                if (step.Count < Step) continue;
                await Replay.Into(scratch.Database, step, shown, kinds, ct);
                step.Clear();
            }
            await Replay.Into(scratch.Database, step, shown, kinds, ct);
        }
        catch (Exception wrong) when (wrong is FormatException or InapplicableFactException)
        {
            faults.Add($"ledger: {wrong.Message}");
            return false;
        }
        if (tree.Size != checkpoint.Size || !tree.Root.AsSpan().SequenceEqual(checkpoint.Root))
        {
            faults.Add($"ledger: What is served are not the {checkpoint.Size} facts that were signed.");
            return false;
        }
        await Compare(scratch.Database, evidence, "The whole ledger makes another chain: there are facts that bear on it and are not in the file", ct);
        return faults.Count is 0;
    }

    private static LedgerRow Row(Entry entry)
    {
        var (leaf, payload) = (Convert.FromBase64String(entry.Leaf), Encoding.UTF8.GetBytes(entry.Payload));
        var lines = Leaf.Parse(leaf);
        if (!SHA256.HashData(payload).AsSpan().SequenceEqual(lines.PayloadHash)) throw new FormatException($"The payload at position {entry.Position} is not the one that the leaf binds.");
        return new LedgerRow { Position = entry.Position, RecordedAt = lines.RecordedAt, Kind = lines.Kind, Actor = lines.Actor, Payload = payload, Leaf = leaf, LeafHash = Hash.Leaf(leaf) };
    }

    private async Task Compare(Database register, EvidenceFile evidence, string otherwise, CancellationToken ct)
    {
        var question = evidence.Question;
        var moment = new Moment { AsOf = question.AsOf, KnownAt = question.KnownAt };
        var derived = await register.Read(session => Chains.Derive(
            session, moment, question.Division, new Responsibility.Rules.ChainFilter { Programmes = question.Programmes, Kinds = question.Kinds }, question.RuleSet), ct);
        if (derived.Refusal is { } refusal)
        {
            faults.Add($"{otherwise}: {refusal.Title.En}.");
            return;
        }
        var chain = AccountabilityChain.Of(derived.Required(), moment);
        // An answer is in one of two languages.
        var differences = Languages.Select(language => Differences(evidence.Answer, Written(chain, language)).Take(MostDifferences).ToList()).MinBy(found => found.Count)!;
        faults.AddRange(differences.Select(difference => $"answer{difference}: {otherwise}."));
    }

    private static JsonNode Written(AccountabilityChain chain, CultureInfo language)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = language;
            return JsonSerializer.SerializeToNode(chain, ApiJson.Options)!;
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>JSON pointers to what differs, the innermost.</summary>
    private static IEnumerable<string> Differences(JsonNode? one, JsonNode? other, string at = "") => (one, other) switch
    {
        (JsonObject a, JsonObject b) => a.Select(m => m.Key).Union(b.Select(m => m.Key), StringComparer.Ordinal).SelectMany(member =>
            a.ContainsKey(member) && b.ContainsKey(member) ? Differences(a[member], b[member], $"{at}/{member}") : [$"{at}/{member}"]),
        (JsonArray a, JsonArray b) => Enumerable.Range(0, Math.Max(a.Count, b.Count)).SelectMany(i =>
            i < a.Count && i < b.Count ? Differences(a[i], b[i], string.Create(CultureInfo.InvariantCulture, $"{at}/{i}")) : [string.Create(CultureInfo.InvariantCulture, $"{at}/{i}")]),
        _ => JsonNode.DeepEquals(one, other) ? [] : [at],
    };

    /// <summary>The file as it is read: the answer as it stands, since it is compared and not believed.</summary>
    private sealed record EvidenceFile
    {
        public required string Format { get; init; }
        public required EvidenceQuestion Question { get; init; }
        public required JsonNode Answer { get; init; }
        public required IReadOnlyList<EvidenceFact> Facts { get; init; }
        public required string Checkpoint { get; init; }
    }
}
