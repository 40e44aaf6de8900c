namespace Responsibility.Api.Access;

/// <summary>The program made its first key, or was given it by configuration. The key itself is never kept: a hash of it stands in an operational table.</summary>
internal sealed record FirstKeyIssued(Role Role, string? Note) : IFact
{
    public static string Kind => "apiKeyIssued/1";

    public Task Apply(Session session, long position) => session.Write(
        "INSERT INTO api_key (id, known_from, known_until, role, note) VALUES (@position, @position, 9223372036854775807, @Role, @Note)",
        new { position, Role, Note });
}

/// <summary>An administrator issued a key.</summary>
/// <param name="Divisions">Ids of the divisions whose subtrees it reaches; everything where absent.</param>
/// <param name="ExpiresAt">Instant from which it is taken no longer; never where absent.</param>
internal sealed record KeyIssued(Role Role, string? Divisions, string? ExpiresAt, [property: Personal] string? Note) : IFact
{
    public static string Kind => "apiKeyIssued/2";

    public Task Apply(Session session, long position) => session.Write(
        """
        INSERT INTO api_key (id, known_from, known_until, role, note, divisions, expires_at)
        VALUES (@position, @position, 9223372036854775807, @Role, @Note, @Divisions, @ExpiresAt)
        """,
        new { position, Role, Note, Divisions, ExpiresAt });
}

/// <summary>A key was given another secret: a version of its own, alike but for when it was made.</summary>
internal sealed record KeyRotated(long Key) : IFact
{
    public static string Kind => "apiKeyRotated/1";

    public async Task Apply(Session session, long position)
    {
        await session.Write(
            """
            INSERT INTO api_key (id, known_from, known_until, role, note, divisions, expires_at)
            SELECT id, @position, 9223372036854775807, role, note, divisions, expires_at FROM api_key WHERE id = @Key AND known_until = 9223372036854775807
            """,
            new { position, Key });
        await session.Write("UPDATE api_key SET known_until = @position WHERE id = @Key AND known_from < @position AND known_until = 9223372036854775807", new { position, Key });
    }
}

/// <summary>A key is taken no longer.</summary>
internal sealed record KeyRevoked(long Key, [property: Personal] string? Reason) : IFact
{
    public static string Kind => "apiKeyRevoked/1";

    public Task Apply(Session session, long position) =>
        session.Write("UPDATE api_key SET known_until = @position WHERE id = @Key AND known_until = 9223372036854775807", new { position, Key });
}
