using Responsibility.Api.Posts;

namespace Responsibility.Api.Letters;

/// <summary>A responsibility letter as a thing that can be corrected and retracted.</summary>
internal sealed class LetterNoun : INoun<SignLetter, LetterSigned, ResponsibilityLetter>
{
    public static string Word => "responsibilityLetter";
    public static string Resource => "responsibility-letters";
    public static VersionTable Table => Tables.Letter;
    public static Refusal Unknown => Refusals.LetterUnknown;
    public static string UsesSql => "SELECT 'none' AS noun, id FROM responsibility_letter WHERE id = @id AND 1 = 0";

    /// <summary>What a letter may be refused for, besides its form.</summary>
    public static IReadOnlyList<Refusal> AgainstLetters { get; } =
        [Refusals.OrganizationUnknown, Refusals.NotInForce, Refusals.LetterNotBelow, Refusals.LetterExists, Refusals.DayInFuture];

    public static async Task<Result<LetterSigned>> Plan(Session session, SignLetter statement, long? self)
    {
        var (superior, subordinate) = (await Standing(session, statement.Superior, statement.SignedOn), await Standing(session, statement.Subordinate, statement.SignedOn));
        if (statement.SignedOn > session.Today) return Refusals.DayInFuture.At("signedOn", statement.SignedOn);
        if (superior is null) return await Absent(session, "superior", statement.Superior);
        if (subordinate is null) return await Absent(session, "subordinate", statement.Subordinate);
        var (above, below) = superior.DivisionId == subordinate.DivisionId
            ? (statement.Superior.Value, await session.List<long>(BodiesAboveSql, new { id = statement.Subordinate.Value, day = statement.SignedOn }))
            : (superior.DivisionId.Value, await session.List<long>(DivisionsAboveSql, new { id = subordinate.DivisionId.Value, day = statement.SignedOn }));
        if (!below.Contains(above)) return Refusals.LetterNotBelow.At("subordinate", statement.Subordinate.Value);
        if (await Earlier(session, statement, self ?? 0) is { } earlier)
            return Refusals.LetterExists.At(earlier.SignedOn == statement.SignedOn ? "document" : "signedOn", earlier.SignedOn == statement.SignedOn ? statement.Document : statement.SignedOn);
        return new LetterSigned(statement.Year, statement.Superior, statement.Subordinate, statement.SignedOn, statement.Document);
    }

    /// <summary>A body that is not there on the day.</summary>
    private static async Task<Refusal> Absent(Session session, string member, OrganizationId body) =>
        ((await Tables.Organization.Current(session, body.Value)).Versions.Count is 0 ? Refusals.OrganizationUnknown : Refusals.NotInForce).At(member, body.Value);

    private static Task<Place?> Standing(Session session, OrganizationId body, DateOnly day) => session.Find<Place>(PlaceSql, new { body, day });

    /// <summary>The letter of the same two bodies for the same year, but for <paramref name="self"/>.</summary>
    public static Task<EarlierLetter?> Earlier(Session session, SignLetter statement, long self) =>
        session.Find<EarlierLetter>(EarlierSql, new { statement.Year, statement.Superior, statement.Subordinate, self });

    public static Task<SignLetter> Restate(Session session, TimelineVersion version) => Task.FromResult(new SignLetter(
        (int)(long)version.Values["year"]!, new OrganizationId((long)version.Values["superior_id"]!), new OrganizationId((long)version.Values["subordinate_id"]!), version.Period.From,
        (string?)version.Values["document"]));

    public static async Task<Seen<ResponsibilityLetter>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Table, id, moment) is not var (day, version)) return null;
        var row = await session.Get<LetterRow>($"{LetterRow.Select} AND l.id = @id", new { id, day.AsOf, day.KnownAt });
        return new(row.Show(), version, moment);
    }

    private sealed record Place
    {
        public DivisionId DivisionId { get; init; }
    }

    private static readonly string PlaceSql =
        $"SELECT o.division_id FROM organization o WHERE o.id = @body AND o.valid_from <= @day AND o.valid_until > @day AND {Known.Now("o")}";

    private static readonly string EarlierSql =
        $"""
        SELECT l.id, l.valid_from AS signed_on, l.document
          FROM responsibility_letter l
         WHERE l.subordinate_id = @Subordinate AND l.year = @Year AND l.superior_id = @Superior AND l.id <> @self AND {Known.Now("l")}
         LIMIT 1
        """;

    private static readonly string DivisionsAboveSql = Above("division");

    private static readonly string BodiesAboveSql = Above("organization");

    /// <summary>Ids of all that <c>@id</c> stands under on <c>@day</c>, as held to be so now.</summary>
    private static string Above(string table) =>
        $"""
        WITH RECURSIVE up (id, depth) AS (
            SELECT t.parent_id, 1 FROM {table} t WHERE t.id = @id AND t.valid_from <= @day AND t.valid_until > @day AND {Known.Now("t")}
             UNION ALL
            SELECT t.parent_id, u.depth + 1 FROM up u JOIN {table} t ON t.id = u.id AND t.valid_from <= @day AND t.valid_until > @day AND {Known.Now("t")} WHERE u.depth < {Reach.Deepest}
        )
        SELECT id FROM up WHERE id IS NOT NULL
        """;
}

/// <summary>A letter of the same two bodies for the same year.</summary>
internal sealed record EarlierLetter
{
    public LetterId Id { get; init; }
    public DateOnly SignedOn { get; init; }
    public string? Document { get; init; }

    /// <summary>Whether it says all that is stated, whatever it says besides.</summary>
    public bool IsSame(SignLetter statement) => SignedOn == statement.SignedOn && (statement.Document is null || statement.Document == Document);
}

internal sealed record LetterRow
{
    public LetterId Id { get; init; }
    public long Year { get; init; }
    public OrganizationId SuperiorId { get; init; }
    public required string SuperiorName { get; init; }
    public OrganizationKind SuperiorKind { get; init; }
    public required string SuperiorCode { get; init; }
    public required string SuperiorDivision { get; init; }
    public Level SuperiorLevel { get; init; }
    public OrganizationId SubordinateId { get; init; }
    public required string SubordinateName { get; init; }
    public OrganizationKind SubordinateKind { get; init; }
    public required string SubordinateCode { get; init; }
    public required string SubordinateDivision { get; init; }
    public Level SubordinateLevel { get; init; }
    public DateOnly SignedOn { get; init; }
    public string? Document { get; init; }

    /// <summary>What was signed by the moment's day; bodies and divisions are named as on that day.</summary>
    public static readonly string Select =
        $"""
        SELECT l.id, l.year, l.valid_from AS signed_on, l.document,
               s.id AS superior_id, s.name AS superior_name, s.kind AS superior_kind, a.code AS superior_code, a.name AS superior_division, a.level AS superior_level,
               b.id AS subordinate_id, b.name AS subordinate_name, b.kind AS subordinate_kind, d.code AS subordinate_code, d.name AS subordinate_division, d.level AS subordinate_level
          FROM responsibility_letter l
          JOIN any_organization s ON s.id = l.superior_id AND {Known.Nearest("s", "any_organization")}
          JOIN any_division a ON a.id = s.division_id AND {Known.Nearest("a", "any_division")}
          JOIN any_organization b ON b.id = l.subordinate_id AND {Known.Nearest("b", "any_organization")}
          JOIN any_division d ON d.id = b.division_id AND {Known.Nearest("d", "any_division")}
         WHERE {Known.On("l")}
        """;

    public ResponsibilityLetter Show() => new(
        Id, (int)Year, new OrganizationRef(SuperiorId, SuperiorName, SuperiorKind), new DivisionRef(SuperiorCode, SuperiorDivision, SuperiorLevel),
        new OrganizationRef(SubordinateId, SubordinateName, SubordinateKind), new DivisionRef(SubordinateCode, SubordinateDivision, SubordinateLevel), SignedOn, Document);
}
