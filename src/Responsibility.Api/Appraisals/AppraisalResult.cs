using System.Text.Json;
using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>How an official was appraised for a year in a post (考评结果).</summary>
/// <param name="Official">The official.</param>
/// <param name="Post">The post.</param>
/// <param name="Organization">Its body.</param>
/// <param name="Division">The division of that body.</param>
/// <param name="Ground">Why the holders of that division's posts are appraised.</param>
/// <param name="InOffice">The days of the year on which the official filled the post.</param>
/// <param name="Days">How many these are.</param>
/// <param name="Months">How many months these are: of each month the share of its days, two decimals, so that those of successive holders make up the year.</param>
/// <param name="Marks">Each indicator as it came out, in the order of the rule set.</param>
/// <param name="Total">The mean of the scores there are by their weights, 0 to 100, two decimals; null where there is no score at all.</param>
/// <param name="Band">The band (等次) of the total, as in the rule set; null without one.</param>
/// <param name="Rank">The place among those of the same level of division that were published together, or as long as nothing is published, that the question is about; equal totals share one. Null without a total.</param>
/// <param name="Missing">Indicators whose score is still to be entered.</param>
/// <param name="Publication">Id of the publication in which it is frozen; null while it follows from what the register holds.</param>
/// <example>
/// {
///   "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "division": {"code": "410225000000", "name": "兰考县", "level": "county"},
///   "ground": {"tag": "poorCounty", "number": null, "value": null, "attribute": 812}, "inOffice": [{"from": "2017-01-01", "until": "2017-06-15"}], "days": 165, "months": 5.47,
///   "marks": ["{AppraisalMark}"], "total": 86.25, "band": "good", "rank": 12, "missing": [], "publication": 1501
/// }
/// </example>
public sealed record AppraisalResult(
    OfficialRef Official, PostRef Post, OrganizationRef Organization, DivisionRef Division, AppraisalGround Ground, IReadOnlyList<AppraisedDays> InOffice, int Days, decimal Months,
    IReadOnlyList<AppraisalMark> Marks, decimal? Total, string? Band, int? Rank, IReadOnlyList<string> Missing, AppraisalId? Publication);

/// <summary>Days of the year, one after another.</summary>
/// <param name="From">The first.</param>
/// <param name="Until">The first no longer among them.</param>
/// <example>{"from": "2017-01-01", "until": "2017-06-15"}</example>
public sealed record AppraisedDays(DateOnly From, DateOnly Until);

/// <summary>An indicator as it came out for somebody.</summary>
/// <param name="Indicator">Id of the indicator, as in the rule set.</param>
/// <param name="Weight">How much of the total it makes, beside the others that have a score.</param>
/// <param name="Counted">How much there was to be counted: tasks, problems, notices, intervals, sanctions; of one that is entered 1 or 0.</param>
/// <param name="Good">How much of that was as it should be.</param>
/// <param name="Score">0 to 100, two decimals; null where there was nothing that could tell, or while it is not entered.</param>
/// <example>{"indicator": "tasks-on-time", "weight": 30, "counted": 8, "good": 7, "score": 87.5}</example>
public sealed record AppraisalMark(string Indicator, int Weight, int Counted, int Good, decimal? Score)
{
    internal static AppraisalMark Of(Mark mark) => new(mark.Indicator, mark.Weight, mark.Counted, mark.Good, mark.Score);

    internal Mark Back => new(Indicator, Weight, Counted, Good, Score);
}

/// <summary>A result as it is kept: ids and numbers, no names.</summary>
/// <param name="Place">The rank.</param>
internal sealed record KeptResult(
    OfficialId Official, PostId Post, DivisionId Division, AppraisalGround Ground, IReadOnlyList<AppraisedDays> InOffice, IReadOnlyList<AppraisalMark> Marks, decimal? Total, string? Band, int? Place)
{
    private sealed record Kept(AppraisalGround Ground, IReadOnlyList<AppraisedDays> InOffice, IReadOnlyList<AppraisalMark> Marks);

    /// <summary>What is kept beside the columns, as JSON.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Told => JsonSerializer.Serialize(new Kept(Ground, InOffice, Marks), FactCodec.Json);

    /// <summary>The days in office that are told beside the columns.</summary>
    public static IEnumerable<Period> DaysOf(string told) => JsonSerializer.Deserialize<Kept>(told, FactCodec.Json)!.InOffice.Select(days => new Period(days.From, days.Until));

    public static KeptResult Of(ResultRow row)
    {
        var told = JsonSerializer.Deserialize<Kept>(row.Told, FactCodec.Json)!;
        return new(row.OfficialId, row.PostId, row.DivisionId, told.Ground, told.InOffice, told.Marks, (decimal?)row.Total, row.Band, (int?)row.Place);
    }
}

/// <summary>A published result as the table holds it.</summary>
internal sealed record ResultRow
{
    public AppraisalId AppraisalId { get; init; }
    public long Ordinal { get; init; }
    public OfficialId OfficialId { get; init; }
    public PostId PostId { get; init; }
    public DivisionId DivisionId { get; init; }
    public Level Level { get; init; }
    public required string Code { get; init; }
    public double? Total { get; init; }
    public string? Band { get; init; }
    public long? Place { get; init; }
    public required string Told { get; init; }

    /// <summary>Results as known, with the level and the code that their divisions had on the moment's day.</summary>
    public static readonly string Select =
        $"""
        SELECT r.appraisal_id, r.ordinal, r.official_id, r.post_id, r.division_id, d.level, d.code, r.total, r.band, r.place, r.told
          FROM appraisal_result r
          JOIN any_division d ON d.id = r.division_id AND {Known.Nearest("d", "any_division")}
         WHERE {Known.At("r")}
        """;
}

/// <summary>A result in the making, or one that is published.</summary>
/// <param name="Missing">Indicators that are still to be entered.</param>
/// <param name="Publication">Where it is frozen; null where it is derived.</param>
internal sealed record Outcome(Level Level, string Code, KeptResult Result, IReadOnlyList<string> Missing, AppraisalId? Publication)
{
    /// <summary>Nothing was missing when it was published.</summary>
    public static Outcome Of(ResultRow row) => new(row.Level, row.Code, KeptResult.Of(row), [], row.AppraisalId);
}
