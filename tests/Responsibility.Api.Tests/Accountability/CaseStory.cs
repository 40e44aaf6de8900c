namespace Responsibility.Api.Tests.Accountability;

internal static class CaseStory
{
    /// <summary>A case in a village of 兰考县 on 2017-07-09.</summary>
    public static async Task<long> HasCase(this Api api, string? programme = null, long? task = null) => Api.Id(await api.Has(
        "accountability-cases", new { division = "410225101201", programme, incidentOn = "2017-07-09", description = "安置房未按期交付", task }));

    /// <summary>What a decision usually says.</summary>
    public static object Decision(long official, string form = "admonition", string decidedOn = "2017-09-01", long? appointment = null) =>
        new { official, liability = "mainLeadership", form, document = "豫纪〔2017〕31号", decidedOn, text = "诫勉谈话", appointment };
}
