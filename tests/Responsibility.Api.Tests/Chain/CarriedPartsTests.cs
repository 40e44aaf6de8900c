using System.Text.Json;
using Responsibility.Api.Chain;
using Responsibility.Api.Http;
using Responsibility.Api.Tests.Storage;
using Responsibility.Rules;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Chain;

/// <summary>Parts of chains are carried over facts that do not tell of their place; whoever derives everything anew must get the same.</summary>
public sealed class CarriedPartsTests
{
    private static readonly string[] Places = ["410225", "410225101201", "410225102", "410225102201", "410225102202", "410225104301", "410225104302", "410225104309", "410225104310", "410225104311", "410225104312"];
    private static readonly DateOnly[] Days = [new(2015, 6, 1), new(2016, 7, 1), new(2017, 7, 9), new(2018, 3, 1)];

    [Theory, OnEveryDatabase]
    public async Task A_chain_known_at_any_position_is_the_same_carried_over_and_derived_anew(Backend backend)
    {
        await using var api = await Api.On(backend);
        await BusyHistory.Happens(api);
        await Leads(api);
        var head = await api.Head();

        // Forth, as questions come while facts are recorded; then back, as an auditor asks.
        var positions = Enumerable.Range(1, (int)head).Concat(Enumerable.Range(1, (int)head).Reverse().Where(p => p % 5 is 0));
        foreach (var position in positions)
        {
            var carried = await api.Database.Read(session => Chains(session, position), Api.Ct);
            var anew = await Anew(api.Database, position);
            carried.ShouldBe(anew, $"as known at {position}");
        }
    }

    /// <summary>A leader whose name, portfolio, department and contact change while in office.</summary>
    private static async Task Leads(Api api)
    {
        var government = await api.HasOrganization("41", "government", "河南省人民政府");
        var department = await api.HasOrganization("41", "department", "产业办");
        var post = Api.Id(await api.Has("posts", new { organization = government, position = "leader", title = "副省长" }));
        var official = await api.HasOfficial("郑某");
        await api.HasAppointment(official, post, "2015-01-01");
        var portfolio = Api.Id(await api.Has("portfolios", new { post, programme = "industry", validFrom = "2015-01-01" }));
        await api.Has("portfolios", new { post, department, validFrom = "2015-01-01" });
        await api.Has("portfolios", new { organization = department, programme = "industry", validFrom = "2015-01-01" });
        var inspectors = await api.HasOrganization("41", "inspectionGroup", "第三督导巡察组");
        var contact = Api.Id(await api.Has("contacts", new { post, division = "410225102201", validFrom = "2015-01-01" }));
        var contacts = await api.Has("contacts", new { organization = inspectors, division = "410225101201", validFrom = "2015-01-01" });
        await api.Has($"officials/{official}/changes", new { effectiveOn = "2016-03-01", name = "郑某某", reason = "依法更名" });
        await api.Has($"portfolios/{portfolio}/changes", new { effectiveOn = "2016-03-01", programme = "relocation" });
        await Api.Body(await api.Patch($"portfolios/{portfolio}", new { programme = "employment", reason = "录入错误" }));
        await api.Has($"contacts/{contact}/changes", new { effectiveOn = "2016-03-01", division = "410225101201" });
        await api.Has($"contacts/{Api.Id(contacts)}/end", new { validUntil = "2016-03-01" });
        await api.Has($"organizations/{department}/changes", new { effectiveOn = "2016-03-01", name = "产业发展办公室" });
        await api.Has("division-changes", new { type = "rename", effectiveOn = "2016-05-01", document = "豫政文〔2016〕5号", division = "410225101201", name = "范场新村" });
    }

    /// <summary>A unit of work that records has a shelf of its own, empty at first.</summary>
    private static async Task<string> Anew(Database database, long position)
    {
        var chains = "";
        await database.Operate(async session => chains = await Chains(session, position), Api.Ct);
        return chains;
    }

    private static async Task<string> Chains(Session session, long position)
    {
        var answers = new List<string>();
        foreach (var day in Days)
            foreach (var code in Places)
            {
                var moment = new Moment { AsOf = day, KnownAt = position };
                var derived = await Responsibility.Api.Chain.Chains.Derive(session, moment, code, new ChainFilter(), null);
                answers.Add(derived.Refusal?.Code ?? JsonSerializer.Serialize(AccountabilityChain.Of(derived.Required(), moment), ApiJson.Options));
            }
        return string.Join('\n', answers);
    }
}
