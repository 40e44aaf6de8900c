using System.Buffers.Text;
using System.Security.Cryptography;
using Responsibility.Ledger;

namespace Responsibility.Api.Access;

/// <summary>Whether an API key is taken.</summary>
public enum ApiKeyState { Active, Expired, Revoked }

/// <summary>An API key, without the secret: that was shown once, to whoever issued it.</summary>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Divisions">What it reaches: these divisions, each with all below it; null where it reaches everything.</param>
/// <param name="Note">What it is for.</param>
/// <param name="State">Whether it is taken now.</param>
/// <param name="IssuedAt">When it was issued, UTC.</param>
/// <param name="IssuedBy">Who issued it, as a pseudonym: <c>key:1</c>, or <c>system</c> for the first.</param>
/// <param name="ExpiresAt">From when on it is taken no longer, UTC; null where it does not expire.</param>
/// <param name="RotatedAt">When it was last given another secret, UTC.</param>
/// <param name="RevokedAt">When it was revoked, UTC.</param>
/// <param name="RevokedBy">Who revoked it.</param>
/// <param name="LastUsedAt">When it was last used, UTC; of other processes than the one that answers, as of a minute ago.</param>
/// <example>
/// {
///   "id": 12, "role": "clerk", "divisions": [{"code": "410225000000", "name": "兰考县"}], "note": "组织部导入脚本", "state": "active", "issuedAt": "2026-01-05T01:00:00.000000Z", "issuedBy": "key:1", "expiresAt": "2027-01-01T00:00:00.000000Z",
///   "rotatedAt": null, "revokedAt": null, "revokedBy": null, "lastUsedAt": "2026-01-05T01:02:03.000000Z"
/// }
/// </example>
public sealed record ApiKey(
    long Id, Role Role, IReadOnlyList<DivisionParent>? Divisions, string? Note, ApiKeyState State, string IssuedAt, string IssuedBy, string? ExpiresAt, string? RotatedAt, string? RevokedAt, string? RevokedBy, string? LastUsedAt);

/// <summary>An API key with its secret, which is shown this once.</summary>
/// <param name="Key">What goes behind <c>Authorization: Bearer</c>; null where the request was the repetition of an earlier one, whose answer showed it.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Divisions">What it reaches: these divisions, each with all below it; null where it reaches everything.</param>
/// <param name="Note">What it is for.</param>
/// <param name="IssuedAt">When it was made, UTC.</param>
/// <param name="ExpiresAt">From when on it is taken no longer, UTC; null where it does not expire.</param>
/// <example>{"id": 12, "key": "rk_shown-this-once", "role": "clerk", "divisions": [{"code": "410225000000", "name": "兰考县"}], "note": "组织部导入脚本", "issuedAt": "2026-01-05T01:00:00.000000Z", "expiresAt": "2027-01-01T00:00:00.000000Z"}</example>
public sealed record IssuedApiKey(long Id, string? Key, Role Role, IReadOnlyList<DivisionParent>? Divisions, string? Note, string IssuedAt, string? ExpiresAt);

/// <summary>Keys of the form <c>rk_…</c>, 256 random bits.</summary>
internal static class ApiKeys
{
    /// <summary>A configured key shorter than this could be guessed.</summary>
    public const int ShortestConfigured = 16;

    public static string New() => "rk_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Issues the first key of an administrator, that of the configuration or one that is printed.</summary>
    public static Task<Result<long>> IssueFirst(Database database, byte[] digest, string note, CancellationToken ct) =>
        database.Write<long>(Caller.System, async session =>
        {
            var id = await session.Record(new FirstKeyIssued(Role.Administrator, note));
            await AddSecret(session, id, digest);
            return id;
        }, ct);

    public static Task AddSecret(Session session, long key, byte[] digest) =>
        session.Write("INSERT INTO api_key_secret (digest, key_id) VALUES (@digest, @key)", new { digest, key });

    /// <summary>The key, unless it reaches what its asker does not.</summary>
    public static async Task<ApiKeyRow?> Find(Session session, long id, DateTimeOffset now)
    {
        var row = await session.Find<ApiKeyRow>($"{ApiKeyRow.Select} AND k.id = @id", new { id, now = Leaf.Time(now) });
        if (row is null || session.Caller.Scope is null) return row;
        foreach (var division in AccessScope.Parse(row.Divisions)?.Divisions ?? [0])
            if (!await session.Reaches("division", division)) return null;
        return row;
    }

    /// <summary>The divisions that scopes name, as they are called now.</summary>
    public static async Task<IReadOnlyDictionary<long, DivisionParent>> Names(Session session, IEnumerable<AccessScope?> scopes, DateOnly today)
    {
        var ids = string.Join(',', scopes.SelectMany(scope => scope?.Divisions ?? []).Distinct());
        return ids.Length is 0
            ? new Dictionary<long, DivisionParent>()
            : (await session.List<(long Id, string Code, string Name)>(NamesSql(session), new { ids = $"[{ids}]", AsOf = today, KnownAt = Known.Open - 1 }))
                .ToDictionary(row => row.Id, row => new DivisionParent(row.Code, row.Name));
    }

    private static string NamesSql(Session session) =>
        $"SELECT d.id, d.code, d.name FROM any_division d WHERE d.id IN ({session.Numbers("@ids")}) AND {Known.Nearest("d", "any_division")}";
}

internal sealed record ApiKeyRow
{
    public long Id { get; init; }
    public Role Role { get; init; }
    public string? Divisions { get; init; }
    public string? Note { get; init; }
    public ApiKeyState State { get; init; }
    public required string IssuedAt { get; init; }
    public required string IssuedBy { get; init; }
    public string? ExpiresAt { get; init; }
    public string? RotatedAt { get; init; }
    public string? RevokedAt { get; init; }
    public string? RevokedBy { get; init; }
    public string? LastUsedAt { get; init; }

    /// <summary>The last version of each key; takes <c>@now</c>.</summary>
    public const string Select =
        """
        SELECT k.id, k.role, k.divisions, k.note, k.expires_at, i.recorded_at AS issued_at, i.actor AS issued_by, r.recorded_at AS rotated_at, v.recorded_at AS revoked_at, v.actor AS revoked_by, u.last_used_at,
               CASE WHEN k.known_until < 9223372036854775807 THEN 'revoked' WHEN k.expires_at <= @now THEN 'expired' ELSE 'active' END AS state
          FROM api_key k
          JOIN ledger i ON i.position = k.id
          LEFT JOIN ledger r ON r.position = k.known_from AND k.known_from > k.id
          LEFT JOIN ledger v ON v.position = k.known_until
          LEFT JOIN api_key_use u ON u.key_id = k.id
         WHERE NOT EXISTS (SELECT 1 FROM api_key later WHERE later.id = k.id AND later.known_from > k.known_from)
        """;

    public AccessScope? Scope => AccessScope.Parse(Divisions);

    public ApiKey Show(KeyRing keys, IReadOnlyDictionary<long, DivisionParent> names) =>
        new(Id, Role, Called(names), Note, State, IssuedAt, IssuedBy, ExpiresAt, RotatedAt, RevokedAt, RevokedBy, keys.LastUse(Id) ?? LastUsedAt);

    /// <summary>The key as it is shown alone.</summary>
    public async Task<ApiKey> Show(Session session, KeyRing keys, DateOnly today) => Show(keys, await ApiKeys.Names(session, [Scope], today));

    /// <summary>The answer to whoever had it issued or rotated, still without its secret.</summary>
    public async Task<IssuedApiKey> Issued(Session session, DateOnly today) =>
        new(Id, null, Role, Called(await ApiKeys.Names(session, [Scope], today)), Note, RotatedAt ?? IssuedAt, ExpiresAt);

    private IReadOnlyList<DivisionParent>? Called(IReadOnlyDictionary<long, DivisionParent> names) =>
        Scope is { } scope ? [.. scope.Divisions.Where(names.ContainsKey).Select(id => names[id])] : null;
}
