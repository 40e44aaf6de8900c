using Responsibility.Api.Appointments;

namespace Responsibility.Api.Appraisals;

/// <summary>A score that was entered (评定录入).</summary>
/// <param name="Id">Ledger position of the fact that entered it.</param>
/// <param name="Year">The year.</param>
/// <param name="Official">The official.</param>
/// <param name="Post">The post in which the official is appraised.</param>
/// <param name="Indicator">Id of the indicator.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Document">Number of the document that says so.</param>
/// <example>
/// {
///   "id": 1490, "year": 2017, "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "indicator": "assessment", "score": 92.5, "document": "豫考〔2018〕2号"
/// }
/// </example>
public sealed record AppraisalScore(ScoreId Id, int Year, OfficialRef Official, PostRef Post, string Indicator, decimal Score, string? Document);

internal sealed record AppraisalScoreRow
{
    public ScoreId Id { get; init; }
    public long KnownFrom { get; init; }
    public int Year { get; init; }
    public OfficialId OfficialId { get; init; }
    public required string StaffNumber { get; init; }
    public string? OfficialName { get; init; }
    public PostId PostId { get; init; }
    public required string Position { get; init; }
    public required string Title { get; init; }
    public required string Indicator { get; init; }
    public double Score { get; init; }
    public string? Document { get; init; }

    /// <summary>Scores as known; they are so on every day.</summary>
    public static readonly string Select =
        $"""
        SELECT e.id, e.known_from, e.year, e.official_id, f.staff_number, f.name AS official_name, e.post_id, p.position, p.title, e.indicator, e.score, e.document
          FROM appraisal_score e
          JOIN any_official f ON f.id = e.official_id AND {Known.Nearest("f", "any_official")}
          JOIN any_post p ON p.id = e.post_id AND {Known.Nearest("p", "any_post")}
         WHERE {Known.At("e")}
        """;

    public static async Task<Seen<AppraisalScore>?> Show(Session session, long id, Moment moment) =>
        await session.Find<AppraisalScoreRow>($"{Select} AND e.id = @id", new { id, moment.AsOf, moment.KnownAt }) is { } row ? new(row.Show(), row.KnownFrom, moment) : null;

    public AppraisalScore Show() => new(Id, Year, new OfficialRef(OfficialId, StaffNumber, OfficialName), new PostRef(PostId, Position, Title), Indicator, (decimal)Score, Document);
}
