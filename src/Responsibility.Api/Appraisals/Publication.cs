using Responsibility.Api.Posts;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>That the results of a year were published for a division and all below (公布). They stand as they were then, whatever is recorded later; an objection may change one.</summary>
/// <param name="Id">Ledger position of the fact that published them.</param>
/// <param name="Year">The year.</param>
/// <param name="Division">The division.</param>
/// <param name="RuleSet">The rule set, and its version, by which they were derived.</param>
/// <param name="DerivedAt">The ledger position as known at which they were derived, as <c>pos:N</c>: asked with it as <c>knownAt</c>, the register shows just what they rest on.</param>
/// <param name="PublishedOn">The day.</param>
/// <param name="Publisher">The body that published them.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <param name="Results">How many results there are, as far as the asker reaches them.</param>
/// <example>
/// {
///   "id": 1501, "year": 2017, "division": {"code": "410000000000", "name": "河南省", "level": "province"}, "ruleSet": {"id": "henan-2017", "version": 1}, "derivedAt": "pos:48210",
///   "publishedOn": "2018-02-20", "publisher": {"id": 11, "name": "中共河南省委", "kind": "partyCommittee"}, "document": "豫脱贫组〔2018〕4号", "results": 216
/// }
/// </example>
public sealed record AppraisalPublication(
    AppraisalId Id, int Year, DivisionRef Division, RuleSetReference RuleSet, string DerivedAt, DateOnly PublishedOn, OrganizationRef Publisher, string? Document, int Results);

internal sealed record Publication
{
    public AppraisalId Id { get; init; }
    public long KnownFrom { get; init; }
    public int Year { get; init; }
    public DivisionId DivisionId { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public RuleSetId RuleSetId { get; init; }
    public long DerivedAt { get; init; }
    public DateOnly PublishedOn { get; init; }
    public OrganizationId PublisherId { get; init; }
    public required string PublisherName { get; init; }
    public OrganizationKind PublisherKind { get; init; }
    public string? Document { get; init; }
    public long Results { get; init; }

    /// <summary>What was published of a year by the moment's day.</summary>
    public static Task<IReadOnlyList<Publication>> Of(Session session, int year, Moment moment) =>
        session.List<Publication>($"{Select} AND e.year = @year ORDER BY e.id", new { year, moment.AsOf, moment.KnownAt });

    public static Task<Publication?> One(Session session, long id, Moment moment) => session.Find<Publication>($"{Select} AND e.id = @id", new { id, moment.AsOf, moment.KnownAt });

    /// <summary>The publication of a year that covers a division, or that is of one below it; as it is held to be now.</summary>
    public static async Task<AppraisalId?> Overlapping(Session session, int year, DivisionId division, Moment moment)
    {
        foreach (var (id, root) in await session.List<(long Id, long Division)>($"SELECT e.id, e.division_id FROM appraisal e WHERE e.year = @year AND {Known.Now("e")} ORDER BY e.id", new { year }))
            if (await IsIn(division.Value, root) || await IsIn(root, division.Value)) return new AppraisalId(id);
        return null;

        async Task<bool> IsIn(long inner, long outer) => await session.Get<long>(
            $"{Reach.PathSql} SELECT count(*) FROM path WHERE id = @outer", new { Division = inner, outer, moment.AsOf, moment.KnownAt }) > 0;
    }

    public async Task<AppraisalPublication> Show(Session session) => new(
        Id, Year, new DivisionRef(Code, DivisionName, Level), await Reference(session), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pos:{DerivedAt}"), PublishedOn,
        new OrganizationRef(PublisherId, PublisherName, PublisherKind), Document, (int)Results);

    private async Task<RuleSetReference> Reference(Session session) => await RuleSetShelf.Read(session, RuleSetId) is var set ? new(set.Id, set.Version) : null!;

    private static readonly string Select =
        $"""
        SELECT e.id, e.known_from, e.year, e.division_id, d.code, d.name AS division_name, d.level, e.rule_set_id, e.derived_at, e.valid_from AS published_on,
               e.publisher_id, o.name AS publisher_name, o.kind AS publisher_kind, e.document,
               (SELECT count(*) FROM appraisal_result r WHERE r.appraisal_id = e.id AND {Known.At("r")}) AS results
          FROM appraisal e
          JOIN any_division d ON d.id = e.division_id AND {Known.Nearest("d", "any_division")}
          JOIN any_organization o ON o.id = e.publisher_id AND {Known.Nearest("o", "any_organization")}
         WHERE {Known.On("e")}
        """;
}
