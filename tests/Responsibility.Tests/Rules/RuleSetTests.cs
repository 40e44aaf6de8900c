using System.Text;
using System.Text.Json.Nodes;

namespace Responsibility.Rules;

public sealed class RuleSetTests
{
    private static readonly byte[] Henan = Files.Read("rules", "henan-2017.json");

    private static IReadOnlyList<Fault> Faults(Action<JsonNode> change)
    {
        var file = JsonNode.Parse(Henan)!;
        change(file);
        return Faults(file.ToJsonString());
    }

    private static IReadOnlyList<Fault> Faults(string json) => RuleSet.Parse(Encoding.UTF8.GetBytes(json)).Match(_ => [], refusal =>
    {
        refusal.Code.ShouldBe("rule-set-invalid");
        refusal.Faults.ShouldAllBe(fault => fault.Detail.En.Length > 0 && fault.Detail.Zh.Length > 0);
        return refusal.Faults;
    });

    private static void Refuses(string pointer, string code, Action<JsonNode> change) =>
        Faults(change).Select(fault => $"{fault.Pointer} {fault.Code}").ShouldContain($"{pointer} {code}", StringComparer.Ordinal);

    [Fact]
    public void The_shipped_file_is_accepted_and_covers_every_clause_with_an_example()
    {
        var set = RuleSet.Parse(Henan).Required();
        set.Rules.Select(rule => rule.Clause).Distinct(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, 15).Select(clause => $"{clause}"));
        set.Rules.Select(rule => rule.Clause).Except(set.Examples.SelectMany(example => example.Clauses), StringComparer.Ordinal).ShouldBeEmpty();
        set.Examples.Count.ShouldBeGreaterThanOrEqualTo(14);
        set.ValidUntil.ShouldBe(Period.Open);
        set.Letters.ShouldHaveSingleItem().Binds(Level.Township, OrganizationKind.Government).ShouldBeTrue();
        set.Locks.ShouldHaveSingleItem().Positions.ShouldBe(["partySecretary", "governmentHead"]);
        set.Rules.Where(rule => !rule.MakesGaps).Select(rule => rule.Clause).Distinct(StringComparer.Ordinal).ShouldBe(["5", "12", "14"]);
    }

    [Fact]
    public void The_one_of_another_field_covers_every_clause_too_and_both_may_be_in_force()
    {
        var set = RuleSet.Parse(Files.Read("rules", "river-chief.json")).Required();
        set.Rules.Select(rule => rule.Clause).Except(set.Examples.SelectMany(example => example.Clauses), StringComparer.Ordinal).ShouldBeEmpty();
        set.ConflictsWith(RuleSet.Parse(Henan).Required()).ShouldBeEmpty();
        set.Letters.ShouldBeEmpty("a set without the member asks for none");
        set.Locks.ShouldBeEmpty();
        set.Examples.ShouldContain(example => example.Ground.Beside.Count > 1);
    }

    [Theory]
    [InlineData("partySecretary"), InlineData("县委书记"), InlineData("党委书记")]
    public void A_position_is_found_by_id_name_or_alias(string name) => RuleSet.Parse(Henan).Required().FindPosition(name)!.Id.ShouldBe("partySecretary");

    [Theory]
    [InlineData(""), InlineData("{"), InlineData("""{"id": "a", }"""), InlineData("""{"id": "\ud800"}"""), InlineData("""{"\ud800": 1}""")]
    public void What_is_not_JSON_is_refused(string json) => Faults(json).ShouldHaveSingleItem().Code.ShouldBe("malformed-json");

    [Theory, InlineData("[]"), InlineData("null"), InlineData("7")]
    public void What_is_not_an_object_is_refused(string json) => Faults(json).ShouldContain(fault => fault.Pointer == "" && fault.Code == "member-type");

    [Fact]
    public void Every_missing_member_is_named() =>
        Faults("{}").Where(fault => fault.Code == "member-missing").Select(fault => fault.Pointer).ShouldBe(
            ["/validFrom", "/id", "/version", "/title", "/issuer", "/documentNumber", "/programmes", "/positions", "/tags", "/rules", "/obligations", "/examples"], ignoreOrder: true);

    [Fact]
    public void A_member_given_twice_is_refused() =>
        Faults(Encoding.UTF8.GetString(Henan).Replace("\"version\": 1,", "\"version\": 1, \"version\": 1,", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldBe(new Fault("/version", "member-duplicate", new("The member is there twice", "成员重复")));

    [Fact]
    public void Form_is_strict()
    {
        Refuses("/rules/0/extra~1~0", "member-unknown", file => file["rules"]![0]!["extra/~"] = 1);
        Refuses("/rules/0/required", "member-type", file => file["rules"]![0]!["required"] = "yes");
        Refuses("/rules/0/kind", "value-unknown", file => file["rules"]![0]!["kind"] = "Leadership");
        Refuses("/rules/0/level/0", "value-unknown", file => file["rules"]![0]!["level"]![0] = "state");
        Refuses("/rules/0/level", "list-empty", file => file["rules"]![0]!["level"] = new JsonArray());
        Refuses("/rules/0/scope", "value-unknown", file => file["rules"]![0]!["scope"] = "some");
        Refuses("/rules/0/bearer", "value-invalid", file => file["rules"]![0]!["bearer"] = new JsonObject());
        Refuses("/rules/0/text/zh", "value-invalid", file => file["rules"]![0]!["text"]!["zh"] = " ");
        Refuses("/rules/0/text", "member-type", file => file["rules"]![0]!["text"] = null);
        Refuses("/rules/9/when/anyTag", "member-type", file => file["rules"]![9]!["when"]!["anyTag"] = "poorVillage");
        Refuses("/letters/0/level", "list-empty", file => file["letters"]![0]!["level"] = new JsonArray());
        Refuses("/letters/0/level/1", "value-unknown", file => file["letters"]![0]!["level"]![1] = "state");
        Refuses("/letters/0/organization", "list-empty", file => file["letters"]![0]!["organization"] = new JsonArray());
        Refuses("/letters/0/organization/0", "value-unknown", file => file["letters"]![0]!["organization"]![0] = "party");
        Refuses("/letters/0/text", "member-missing", file => file["letters"]![0]!.AsObject().Remove("text"));
        Refuses("/letters", "member-type", file => file["letters"] = new JsonObject());
        Refuses("/locks/0/level", "list-empty", file => file["locks"]![0]!["level"] = new JsonArray());
        Refuses("/locks/0/position", "list-empty", file => file["locks"]![0]!["position"] = new JsonArray());
        Refuses("/locks/0/when", "member-missing", file => file["locks"]![0]!.AsObject().Remove("when"));
        Refuses("/locks/0/allow", "member-missing", file => file["locks"]![0]!.AsObject().Remove("allow"));
        Refuses("/locks/0/allow/0", "value-invalid", file => file["locks"]![0]!["allow"]![0] = " ");
        Refuses("/rules", "list-empty", file => file["rules"] = new JsonArray());
        Refuses("/id", "value-invalid", file => file["id"] = "河南");
        Refuses("/version", "value-invalid", file => file["version"] = 0);
        Refuses("/validFrom", "value-invalid", file => file["validFrom"] = "2017-1-1");
        Refuses("/validUntil", "period-invalid", file => file["validUntil"] = "2017-01-01");
        Refuses("/escalation/warnings/2/points", "member-unknown", file => file["escalation"]!["warnings"]![2]!["points"] = 3);
        Refuses("/escalation/warnings/0/workingDays", "member-missing", file => file["escalation"]!["warnings"]![0]!.AsObject().Remove("workingDays"));
        Refuses("/appraisal/indicators/0/points", "member-unknown", file => file["appraisal"]!["indicators"]![0]!["points"] = 3);
        Refuses("/appraisal/indicators/2/points", "member-missing", file => file["appraisal"]!["indicators"]![2]!.AsObject().Remove("points"));
        Refuses("/appraisal/bands", "value-invalid", file => file["appraisal"]!["bands"]![3]!["atLeast"] = 10);
        Refuses("/appraisal/bands", "value-invalid", file => file["appraisal"]!["bands"]![0]!["atLeast"] = 101);
        Refuses("/appraisal/bands", "value-invalid", file => file["appraisal"]!["bands"]![1]!["atLeast"] = 95);
        Refuses("/appraisal/subjects/2/when/atLeast", "member-type", file => file["appraisal"]!["subjects"]![2]!["when"]!["atLeast"] = "1000");
    }

    [Fact]
    public void Names_must_be_declared_in_the_set()
    {
        Refuses("/rules/3/scope", "programme-unknown", file => file["rules"]![3]!["scope"]!["programmes"]![0] = "fishing");
        Refuses("/rules/1/bearer/position", "position-unknown", file => file["rules"]![1]!["bearer"]!["position"]![0] = "emperor");
        Refuses("/rules/9/when/anyTag", "tag-unknown", file => file["rules"]![9]!["when"]!["anyTag"]![0] = "poorPopulation");
        Refuses("/appraisal/subjects/2/when/number", "tag-unknown", file => file["appraisal"]!["subjects"]![2]!["when"]!["number"] = "poorCounty");
        Refuses("/obligations/1/position", "position-unknown", file => file["obligations"]![1]!["position"]![0] = "emperor");
        Refuses("/locks/0/position", "position-unknown", file => file["locks"]![0]!["position"]![0] = "emperor");
        Refuses("/locks/0/when/anyTag", "tag-unknown", file => file["locks"]![0]!["when"]!["anyTag"]![0] = "poorPopulation");
        Refuses("/examples/0/clauses", "clause-unknown", file => file["examples"]![0]!["clauses"]![0] = "99");
        Refuses("/examples/2/posts/0/organization", "name-unknown", file => file["examples"]![2]!["posts"]![0]!["organization"] = "无此机构");
        Refuses("/rules/15/bearer/organization", "bearer-impossible", file => file["rules"]![15]!["bearer"]!["organization"]![0] = "government");
    }

    [Fact]
    public void Names_are_declared_once()
    {
        Refuses("/appraisal/indicators/1/id", "declared-twice", file => file["appraisal"]!["indicators"]![1]!["id"] = "tasks-on-time");
        Refuses("/appraisal/bands/1/id", "declared-twice", file => file["appraisal"]!["bands"]![1]!["id"] = "excellent");
        Refuses("/programmes/1/id", "declared-twice", file => file["programmes"]![1]!["id"] = "employment");
        Refuses("/positions/1/aliases/0", "alias-taken", file => file["positions"]![1]!["aliases"]![0] = "县委书记");
        Refuses("/positions/1/aliases/0", "alias-taken", file => file["positions"]![1]!["aliases"]![0] = "党委书记");
        Refuses("/examples/0/path/1/name", "declared-twice", file => file["examples"]![0]!["path"]![1]!["name"] = "河南省");
    }

    [Fact]
    public void An_example_that_fails_refuses_the_set_and_names_clause_and_example()
    {
        var fault = Faults(file => file["rules"]![6]!["grade"] = "directResponsible").First(fault => fault.Code == "example-failed");
        fault.Pointer.ShouldBe("/examples/10");
        fault.Value.ShouldBe("7");
        fault.Detail.En.ShouldContain("Clause 7, example 'The county party secretary's post is vacant, the county head is only acting'");
        fault.Detail.En.ShouldContain("expected [link 7 firstResponsible partySecretary vacant since 2017-05-20");
        fault.Detail.Zh.ShouldContain("县委书记空缺");
    }

    [Fact]
    public void Each_expectation_of_an_example_counts()
    {
        Refuses("/examples/10", "example-failed", file => file["examples"]![10]!["expect"]!["gaps"]![1]!["acting"] = false);
        Refuses("/examples/10", "example-failed", file => file["examples"]![10]!["expect"]!["gaps"]![0]!["since"] = "2017-05-21");
        Refuses("/examples/3", "example-failed", file => file["examples"]![3]!["expect"]!["gaps"]![0]!["seats"] = 2);
        Refuses("/examples/4", "example-failed", file => file["examples"]![4]!["expect"]!["links"]![0]!.AsObject().Remove("programmes"));
        Refuses("/examples/0", "example-failed", file => file["examples"]![0]!["expect"]!["links"]!.AsArray().RemoveAt(1));
    }
}
