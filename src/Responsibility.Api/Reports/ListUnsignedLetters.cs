using System.Globalization;
using System.Text.Json;
using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Reports;

/// <summary>Bodies that had to sign a responsibility letter (责任书) for a year with one above them, and of which none is recorded.</summary>
/// <param name="Year">The year.</param>
/// <param name="Within">Code of a division: only bodies in it or below.</param>
/// <param name="RuleSet">By which rule set; by the one in force on that day where absent. One that asks for no letters lacks none.</param>
/// <param name="AsOf">The day on which the bodies were there, and by which a letter must have been signed; the last of the year where absent, or today where that is earlier.</param>
/// <param name="KnownAt">What the register knew: <c>pos:N</c> or an RFC 3339 instant; now where absent.</param>
/// <param name="Limit">Items per page, 1 to 1,000; CSV has them all.</param>
/// <param name="Cursor"><c>nextCursor</c> of the page before.</param>
/// <param name="Count"><c>exact</c> adds <c>total</c>; for that all bodies are looked through.</param>
internal sealed record ListUnsignedLetters(
    int Year, string? Within = null, string? RuleSet = null, DateOnly? AsOf = null, string? KnownAt = null, int Limit = 50, string? Cursor = null, Count? Count = null)
    : IRequest<Result<Page<UnsignedLetter>>>, IListing
{
    /// <summary>CSV is not paged.</summary>
    internal bool Whole { get; init; }
}

/// <summary>A body that signed no letter for the year with any of those above it with which the rules have it sign. Where no division above has such a body, there is nobody to sign with, and it is left out.</summary>
/// <param name="Division">The division of the body.</param>
/// <param name="Organization">The body.</param>
/// <param name="SuperiorDivision">The next division above that has a body of the same kind.</param>
/// <param name="Superiors">The bodies of that kind in it; a letter with any of them will do.</param>
/// <param name="Clause">The clause that asks for it.</param>
/// <param name="Text">What that says, in the language asked for.</param>
/// <example>
/// {
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "organization": {"id": 911, "name": "中共兰考县委", "kind": "partyCommittee"},
///   "superiorDivision": {"code": "410200000000", "name": "开封市", "level": "city"}, "superiors": [{"id": 901, "name": "中共开封市委", "kind": "partyCommittee"}],
///   "clause": "16", "text": "Each year the party committee and the government sign a responsibility letter with those of the level above."
/// }
/// </example>
public sealed record UnsignedLetter(
    DivisionRef Division, OrganizationRef Organization, DivisionRef SuperiorDivision, IReadOnlyList<OrganizationRef> Superiors, string Clause, Text Text);

internal sealed class ListUnsignedLettersHandler(Database database) : IRequestHandler<ListUnsignedLetters, Result<Page<UnsignedLetter>>>
{
    /// <summary>So many bodies are looked at together, until the page is full.</summary>
    private const int Together = 500;

    public Task<Result<Page<UnsignedLetter>>> Handle(ListUnsignedLetters request, CancellationToken ct)
    {
        var (last, today) = (new DateOnly(request.Year, 12, 31), database.Today);
        return Listing.Ask(database, request with { AsOf = request.AsOf ?? (last < today ? last : today) }, async Task<Result<Page<UnsignedLetter>>> (session, moment) =>
        {
            var (root, outside) = await DivisionCodes.Root(session, request.Within, moment);
            if (outside is not null) return outside;
            var rules = await RuleSetShelf.InForce(session, moment, request.RuleSet);
            if (rules.Refusal is { } refusal) return refusal;
            var after = request.Cursor is { } text ? Cursor.Parse(text, Cursor.Of(request)).Required().After : "";
            var first = 0L;
            if (after.Length > 0 && !long.TryParse(after.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)) return Refusals.CursorInvalid.At("cursor", request.Cursor);
            var (limit, total, whole) = (request.Whole ? int.MaxValue - 1 : request.Limit, 0L, request.Whole || request.Count is not null);
            var rows = new List<(string Key, UnsignedLetter Row)>();
            await foreach (var row in new Letters(session, moment, request.Year, root?.Id, rules.Required().Set.Letters).Unsigned(whole ? 0 : first, whole ? int.MaxValue : Together))
            {
                total++;
                if (rows.Count <= limit && string.CompareOrdinal(row.Key, after) > 0) rows.Add(row);
                if (rows.Count > limit && !whole) break;
            }
            var next = rows.Count > limit ? new Cursor(moment.AsOf, moment.KnownAt, rows[limit - 1].Key, Cursor.Of(request)).ToString() : null;
            return new Page<UnsignedLetter>([.. rows.Take(limit).Select(row => row.Row)], next, moment.AsOf, moment.KnownAtText, request.Count is null ? null : total) { Stable = moment.Stable };
        }, ct);
    }

    /// <summary>The letters of one question.</summary>
    private sealed class Letters(Session session, Moment moment, int year, DivisionId? root, IReadOnlyList<LetterRule> rules)
    {
        private readonly string levels = Words(rules.SelectMany(rule => rule.Levels));
        private readonly string kinds = Words(rules.SelectMany(rule => rule.Organizations));

        /// <summary>By body and rule, from the body <paramref name="first"/> on.</summary>
        public async IAsyncEnumerable<(string Key, UnsignedLetter Row)> Unsigned(long first, int take)
        {
            while (rules.Count > 0)
            {
                var bodies = await session.List<BodyRow>(BodiesSql(), Parameters(("@First", first), ("@Take", take), ("@Within", root)));
                foreach (var some in bodies.Chunk(Together))
                {
                    var above = (await session.List<AboveRow>(AboveSql(), Parameters(("@ids", JsonSerializer.Serialize(some.Select(body => body.DivisionId.Value).Distinct())))))
                        .ToLookup(row => (row.OfId, row.Kind));
                    var signed = (await session.List<SignedRow>(SignedSql(), Parameters(("@ids", JsonSerializer.Serialize(some.Select(body => body.Id.Value))))))
                        .Select(row => (row.SubordinateId, row.SuperiorId)).ToHashSet();
                    foreach (var row in some.SelectMany(body => Of(body, above[(body.DivisionId, body.Kind)], signed))) yield return row;
                }
                if (bodies.Count < take) yield break;
                first = bodies[^1].Id.Value + 1;
            }
        }

        private IEnumerable<(string Key, UnsignedLetter Row)> Of(BodyRow body, IEnumerable<AboveRow> above, HashSet<(OrganizationId Below, OrganizationId Above)> signed)
        {
            var superiors = above.GroupBy(row => row.Depth).MinBy(depth => depth.Key)?.ToList() ?? [];
            if (superiors.Count is 0 || superiors.Any(superior => signed.Contains((body.Id, superior.Id)))) yield break;
            foreach (var (order, rule) in rules.Index().Where(rule => rule.Item.Binds(body.Level, body.Kind)))
                yield return (
                    string.Create(CultureInfo.InvariantCulture, $"{body.Id.Value:D19}/{order:D4}"),
                    new UnsignedLetter(
                        new DivisionRef(body.Code, body.DivisionName, body.Level), new OrganizationRef(body.Id, body.Name, body.Kind),
                        new DivisionRef(superiors[0].Code, superiors[0].DivisionName, superiors[0].Level), [.. superiors.Select(row => new OrganizationRef(row.Id, row.Name, row.Kind))], rule.Clause, rule.Text));
        }

        private Dictionary<string, object?> Parameters(params ReadOnlySpan<(string Name, object? Value)> more)
        {
            var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["@AsOf"] = moment.AsOf, ["@KnownAt"] = moment.KnownAt, ["@Year"] = year };
            foreach (var (name, value) in more)
                if (value is not null) parameters[name] = value;
            return parameters;
        }

        /// <summary>Bodies that have to sign, but for those of which it is plain that they did: with a body of their kind in the very next division above.</summary>
        private string BodiesSql() =>
            $"""
            SELECT o.id, o.kind, o.name, o.division_id, d.code, d.name AS division_name, d.level
              FROM organization o
             CROSS JOIN division d
             WHERE o.id >= @First AND o.kind IN ({kinds}) AND {Known.On("o")} AND d.id = o.division_id AND {Known.On("d")} AND d.level IN ({levels})
               AND NOT EXISTS (SELECT 1
                                 FROM responsibility_letter l
                                 JOIN any_organization s ON s.id = l.superior_id AND s.kind = o.kind AND s.division_id = d.parent_id AND {Known.On("s")}
                                WHERE l.subordinate_id = o.id AND l.year = @Year AND {Known.On("l")})
            {(root is null ? "" : $" AND o.division_id IN ({Reach.SubtreeSql})")}
             ORDER BY o.id
             LIMIT @Take
            """;

        /// <summary>Bodies of these kinds in all divisions above each of some.</summary>
        private string AboveSql() =>
            $"""
            WITH RECURSIVE up (of_id, id, depth) AS (
                SELECT d.id, d.parent_id, 1 FROM any_division d WHERE d.id IN ({session.Numbers("@ids")}) AND {Known.On("d")}
                 UNION ALL
                SELECT u.of_id, d.parent_id, u.depth + 1 FROM up u JOIN any_division d ON d.id = u.id AND {Known.On("d")} WHERE u.depth < {Reach.Deepest}
            )
            SELECT u.of_id, u.depth, o.id, o.kind, o.name, d.code, d.name AS division_name, d.level
              FROM up u
             CROSS JOIN any_division d
             CROSS JOIN any_organization o
             WHERE d.id = u.id AND {Known.On("d")} AND o.division_id = d.id AND o.kind IN ({kinds}) AND {Known.On("o")}
             ORDER BY u.of_id, u.depth, o.id
            """;

        private string SignedSql() =>
            $"SELECT l.subordinate_id, l.superior_id FROM responsibility_letter l WHERE l.subordinate_id IN ({session.Numbers("@ids")}) AND l.year = @Year AND {Known.On("l")}";

        /// <summary>Words of enumerations as SQL text.</summary>
        private static string Words<T>(IEnumerable<T> values) where T : struct, Enum => string.Join(", ", values.Distinct().Select(value => $"'{Storage.Parameters.Word(value)}'"));
    }

    private sealed record BodyRow
    {
        public OrganizationId Id { get; init; }
        public OrganizationKind Kind { get; init; }
        public required string Name { get; init; }
        public DivisionId DivisionId { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }
    }

    private sealed record AboveRow
    {
        public DivisionId OfId { get; init; }
        public long Depth { get; init; }
        public OrganizationId Id { get; init; }
        public OrganizationKind Kind { get; init; }
        public required string Name { get; init; }
        public required string Code { get; init; }
        public required string DivisionName { get; init; }
        public Level Level { get; init; }
    }

    private sealed record SignedRow
    {
        public OrganizationId SubordinateId { get; init; }
        public OrganizationId SuperiorId { get; init; }
    }
}

internal sealed class ListUnsignedLettersValidator : AbstractValidator<ListUnsignedLetters>
{
    public ListUnsignedLettersValidator()
    {
        Include(new ListingValidator<ListUnsignedLetters>());
        RuleFor(l => l.Year).InclusiveBetween(1949, 2199);
    }
}

/// <summary>A letter that is not signed, for spreadsheets.</summary>
internal sealed record UnsignedLetterCsv(
    string DivisionCode, string DivisionName, Level Level, long Organization, string OrganizationName, OrganizationKind Kind, string SuperiorDivisionCode, string SuperiorDivision, string Superiors, string Clause)
{
    public static UnsignedLetterCsv Of(UnsignedLetter item) => new(
        item.Division.Code, item.Division.Name, item.Division.Level, item.Organization.Id.Value, item.Organization.Name, item.Organization.Kind, item.SuperiorDivision.Code, item.SuperiorDivision.Name,
        string.Join("; ", item.Superiors.Select(superior => superior.Name)), item.Clause);
}

internal static class ListUnsignedLettersEndpoint
{
    public static void Map(IEndpointRouteBuilder v1) => v1
        .MapGet("/reports/unsigned-letters", async (Question<ListUnsignedLetters> ask, HttpRequest http, IMediator mediator, CancellationToken ct) => Csv.IsWanted(http)
            ? (await mediator.Send(ask.Value with { Whole = true }, ct)).ToHttp(page => page.ToCsv(UnsignedLetterCsv.Of))
            : (await mediator.Send(ask.Value, ct)).ToPage())
        .Describes(nameof(ListUnsignedLetters), "Reports", "Which bodies signed no responsibility letter for a year with those above them",
            new AnswersMetadata(StatusCodes.Status200OK, typeof(Page<UnsignedLetter>), Csv: true))
        .Audits().IsNotStored()
        .HeedsScope().Refuses(Refusals.Invalid, Refusals.DivisionUnknown, Refusals.RuleSetUnknown, Refusals.RuleSetNotInForce, Refusals.CursorInvalid, Refusals.KnownAtInFuture);
}
