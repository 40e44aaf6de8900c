using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Responsibility.Api.Access;

/// <summary>A key was issued. The key itself is never kept: a digest of it stands in an operational table.</summary>
internal sealed record ApiKeyIssued(Role Role, string? Note) : IFact
{
    public static string Kind => "apiKeyIssued/1";

    public Task Apply(Session session, long position) => session.Write(
        """
        INSERT INTO api_key (id, known_from, known_until, role, note)
        VALUES (@position, @position, 9223372036854775807, @Role, @Note)
        """,
        new { position, Role, Note });
}

/// <summary>Keys of the form <c>rk_…</c>, 256 random bits.</summary>
internal static class ApiKeys
{
    /// <summary>A configured key shorter than this could be guessed.</summary>
    public const int ShortestConfigured = 16;

    public static string New() => "rk_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static Task<Result<long>> Issue(Database database, string key, Role role, string note, CancellationToken ct) =>
        database.Write<long>(Caller.System, async session =>
        {
            var id = await session.Record(new ApiKeyIssued(role, note));
            await session.Write("INSERT INTO api_key_secret (key_id, digest) VALUES (@id, @digest)", new { id, digest = Digest(key) });
            return id;
        }, ct);

    /// <summary>The key of that digest, if there is one in force.</summary>
    public static Task<Issued?> Find(Database database, byte[] digest, CancellationToken ct) =>
        database.Read(session => session.Find<Issued>(FindSql, new { digest }), ct);

    public static Task<long> Count(Database database, CancellationToken ct) =>
        database.Read(session => session.Get<long>("SELECT count(*) FROM api_key_secret"), ct);

    internal sealed record Issued
    {
        public long Id { get; init; }
        public Role Role { get; init; }
    }

    private static readonly string FindSql =
        $"""
        SELECT k.id, k.role
          FROM api_key_secret s
          JOIN api_key k ON k.id = s.key_id AND {Known.Now("k")}
         WHERE s.digest = @digest
        """;
}
