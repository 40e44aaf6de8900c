using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Accountability;

internal static class CaseStory
{
    /// <summary>A case in a village of 兰考县 on 2017-07-09.</summary>
    public static async Task<long> HasCase(this Api api, string? programme = null, long? task = null) => Api.Id(await api.Has(
        "accountability-cases", new { division = "410225101201", programme, incidentOn = "2017-07-09", description = "安置房未按期交付", task }));

    /// <summary>A case that was investigated, with a body that proposes and one that decides.</summary>
    public static async Task<(long Proposer, long Decider)> HasInvestigated(this Api api, long @case)
    {
        await api.Has($"accountability-cases/{@case}/investigations", new { findings = "调度不力", investigatedOn = "2017-08-10" });
        return (await api.HasOrganization("4102", "disciplineCommission", $"开封市纪委{@case}"), await api.HasOrganization("4102", "institution", $"开封市问责办{@case}"));
    }

    /// <summary>What a proposal usually says.</summary>
    public static object Proposal(long official, long proposer, string form = "admonition", string proposedOn = "2017-08-20", long? appointment = null) =>
        new { official, liability = "mainLeadership", form, proposer, proposedOn, text = "建议诫勉", appointment };

    /// <summary>What a decision usually says.</summary>
    public static object Decision(long decider, string decidedOn = "2017-09-01", string? effectiveUntil = null, string? form = null) =>
        new { decider, document = "豫纪〔2017〕31号", decidedOn, text = "诫勉谈话", effectiveUntil, form };

    /// <summary>An official is held to account in a case, from the investigation to the decision.</summary>
    public static async Task<JsonObject> HasSanction(this Api api, long @case, params long[] officials)
    {
        var (proposer, decider) = await api.HasInvestigated(@case);
        JsonObject? last = null;
        foreach (var official in officials)
        {
            var sanction = Api.Id(await api.Has($"accountability-cases/{@case}/proposals", Proposal(official, proposer)));
            last = await api.Has($"sanctions/{sanction}/decisions", Decision(decider));
        }
        return last!;
    }
}
