using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;

namespace Responsibility.Api.Appraisals;

/// <summary>An objection to a published result (考评异议).</summary>
/// <param name="Id">Ledger position of the fact that lodged it.</param>
/// <param name="Year">The year.</param>
/// <param name="Publication">Id of the publication.</param>
/// <param name="Official">The official whose result it is about.</param>
/// <param name="Post">The post in which the official was appraised.</param>
/// <param name="Division">The division of the post's body.</param>
/// <param name="State">How far it has come on the day that is asked about.</param>
/// <param name="ObjectedOn">The day on which it was lodged.</param>
/// <param name="Text">What it says; null once erased.</param>
/// <param name="Indicator">Id of the indicator that it is about, or that was changed; null for the result as a whole.</param>
/// <param name="Score">The score of that indicator where the result was changed, 0 to 100; null otherwise.</param>
/// <param name="Decider">The body that settled it; null before.</param>
/// <param name="SettledOn">The day of that; null before.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <example>
/// {
///   "id": 1510, "year": 2017, "publication": 1501, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "state": "changed", "objectedOn": "2018-02-25", "text": "实地考核遗漏两村", "indicator": "assessment", "score": 95,
///   "decider": {"id": 11, "name": "中共河南省委", "kind": "partyCommittee"}, "settledOn": "2018-03-10", "document": "豫脱贫组〔2018〕9号"
/// }
/// </example>
public sealed record AppraisalObjection(
    ObjectionId Id, int Year, AppraisalId Publication, OfficialRef Official, PostRef Post, DivisionRef Division, ObjectionState State, DateOnly ObjectedOn, string? Text, string? Indicator, decimal? Score,
    OrganizationRef? Decider, DateOnly? SettledOn, string? Document);

internal sealed record ObjectionRow
{
    public ObjectionId Id { get; init; }
    public int Year { get; init; }
    public AppraisalId AppraisalId { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? OfficialName { get; init; }
    public PostId PostId { get; init; }
    public required string Position { get; init; }
    public required string Title { get; init; }
    public required string Code { get; init; }
    public required string DivisionName { get; init; }
    public Level Level { get; init; }
    public ObjectionState State { get; init; }
    public DateOnly SteppedOn { get; init; }
    public DateOnly ObjectedOn { get; init; }
    public string? Text { get; init; }
    public string? Indicator { get; init; }
    public double? Score { get; init; }
    public OrganizationId? DeciderId { get; init; }
    public string? DeciderName { get; init; }
    public OrganizationKind? DeciderKind { get; init; }
    public string? Document { get; init; }

    public static readonly string Select =
        $"""
        SELECT b.id, a.year, b.appraisal_id, b.official_id, f.staff_number, f.name AS official_name, b.post_id, p.position, p.title, d.code, d.name AS division_name, d.level,
               b.state, b.stepped_on, b.objected_on, b.text, b.indicator, b.score, b.decider_id, o.name AS decider_name, o.kind AS decider_kind, b.document
          FROM appraisal_objection b
          JOIN any_appraisal a ON a.id = b.appraisal_id AND {Known.At("a")}
          JOIN any_official f ON f.id = b.official_id AND {Known.Nearest("f", "any_official")}
          JOIN any_post p ON p.id = b.post_id AND {Known.Nearest("p", "any_post")}
          JOIN any_division d ON d.id = b.division_id AND {Known.Nearest("d", "any_division")}
          LEFT JOIN any_organization o ON o.id = b.decider_id AND {Known.Nearest("o", "any_organization")}
         WHERE {Known.On("b")}
        """;

    /// <summary>The objection on the moment's day, or on the nearest to it; null where the register did not know of it.</summary>
    public static async Task<Seen<AppraisalObjection>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.AppraisalObjection, id, moment) is not var (day, version)) return null;
        return new((await session.Get<ObjectionRow>($"{Select} AND b.id = @id", new { id, day.AsOf, day.KnownAt })).Show(), version, moment);
    }

    public AppraisalObjection Show() => new(
        Id, Year, AppraisalId, new OfficialRef(OfficialId, StaffNumber, OfficialName), new PostRef(PostId, Position, Title), new DivisionRef(Code, DivisionName, Level), State, ObjectedOn, Text, Indicator,
        (decimal?)Score, DeciderId is { } decider ? new OrganizationRef(decider, DeciderName!, DeciderKind!.Value) : null, State is ObjectionState.Lodged ? null : SteppedOn, Document);
}
