using System.Text.Json;
using Responsibility.Ledger;

namespace Responsibility.Storage;

/// <summary>A fact whose personal data were erased.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Digests">Of each member that it had SHA-256(salt ‖ value), in base64: without the salt it tells nothing of the value, and the commitment in the leaf can still be made of it.</param>
public sealed record ErasedFact(long Position, IReadOnlyDictionary<string, string> Digests)
{
    /// <summary>What the leaf of the fact binds.</summary>
    public byte[] Commitment() => Responsibility.Ledger.Commitment.OfDigests(Digests.Select(member => (member.Key, Convert.FromBase64String(member.Value))));
}

/// <summary>Forgetting what facts say about a person: their leaves, and so tree and signatures, stay as they are.</summary>
public static class Erasure
{
    /// <summary>The kind of the fact that tells what was erased from what is missing.</summary>
    public const string Kind = "officialErased/1";

    /// <summary>Of which facts such a fact says that they were erased.</summary>
    public static IReadOnlyList<ErasedFact> Facts(byte[] payload)
    {
        using var members = JsonDocument.Parse(payload);
        return members.RootElement.GetProperty("facts").Deserialize<IReadOnlyList<ErasedFact>>(FactCodec.Json)!;
    }

    /// <summary>What is left to erase of the facts of one noun that opened or closed a version of some things.</summary>
    /// <param name="things">SELECT id: the things, by the parameter <c>@id</c>.</param>
    public static async Task<IReadOnlyList<PersonalRow>> Left(Session session, VersionTable table, string things, long id) => await session.List<PersonalRow>(
        $"""
        SELECT p.position, p.member, p.salt, p.value
          FROM (SELECT known_from AS position FROM {table.Name} WHERE id IN ({things})
                 UNION SELECT known_until FROM {table.Name} WHERE id IN ({things})) traced
          JOIN ledger l ON l.position = traced.position AND l.kind LIKE '{table.Kinds}%'
          JOIN personal p ON p.position = traced.position
         WHERE p.salt IS NOT NULL AND p.value IS NOT NULL
         ORDER BY p.position, p.member
        """, new { id });

    /// <summary>The facts that said this, as they are named once it is erased.</summary>
    public static IReadOnlyList<ErasedFact> Of(IEnumerable<PersonalRow> rows) =>
    [
        .. from row in rows
           group row by row.Position into fact
           orderby fact.Key
           select new ErasedFact(fact.Key, fact.ToDictionary(m => m.Member, m => Convert.ToBase64String(Commitment.Digest(m.Salt!, m.Value!)), StringComparer.Ordinal)),
    ];

    /// <summary>Forgets what was kept of requests that wrote of one of <paramref name="things"/>: their digests hold what was stated.</summary>
    public static async Task ForgetAnswers(Session session, IEnumerable<long> things)
    {
        foreach (var id in things) await session.Write("DELETE FROM idempotency WHERE answer LIKE @pattern", new { pattern = $"{Answers.Of(id)}%" });
    }

    /// <summary>The pattern of LIKE, with the escape <c>\</c>, for what holds a text.</summary>
    public static string Holding(string text) => $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
