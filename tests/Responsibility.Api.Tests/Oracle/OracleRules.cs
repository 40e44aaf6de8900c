using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>The rule set of the oracle, in two versions: every feature of the language, over the words of the shipped set so that one register serves both.</summary>
internal static class OracleRules
{
    public const string Id = "oracle";

    public static readonly JsonObject Shipped = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules", "henan-2017.json")))!.AsObject();

    /// <summary>Clause 4 says the same twice, by a tag or by a number; 11 asks for a body without making gaps; 13 is for a portfolio or for itself; 2, 3 and 4 ask for positions with homes and without.</summary>
    private const string Rules =
        """
        [
          {"clause": "1", "level": ["county", "township"], "bearer": {"organization": ["partyCommittee", "government"]}, "kind": "mainBody", "grade": "mainBody", "scope": "all", "required": true},
          {"clause": "2", "level": ["county", "township"], "bearer": {"position": ["partySecretary", "leader"]}, "kind": "mainBody", "grade": "firstResponsible", "scope": "all", "required": true},
          {"clause": "3", "level": ["township", "village"], "bearer": {"position": ["leader"], "organization": ["government"]}, "kind": "leadership", "grade": "concreteLeadership", "scope": {"programmes": ["industry", "funds"]}, "required": true},
          {"clause": "4", "level": ["village"], "bearer": {"position": ["villagePartySecretary"]}, "kind": "townshipVillageContract", "grade": "main", "scope": "all", "when": {"anyTag": ["poorVillage", "weakOrganization"]}, "required": true},
          {"clause": "4", "level": ["village"], "bearer": {"position": ["villagePartySecretary"]}, "kind": "townshipVillageContract", "grade": "main", "scope": "all", "when": {"number": "poorPopulation", "atLeast": 100}, "required": true},
          {"clause": "5", "level": ["village"], "bearer": {"organization": ["residentTeam"]}, "kind": "residentAssistance", "grade": "assistance", "scope": "all", "when": {"anyTag": ["poorVillage", "weakOrganization"]}, "required": true},
          {"clause": "6", "level": ["county", "township"], "bearer": {"position": ["leader"]}, "kind": "leadership", "grade": "directResponsible", "scope": ["portfolio", "contact"], "required": false},
          {"clause": "7", "level": ["county", "township"], "bearer": {"organization": ["department"]}, "kind": "departmentCoordination", "grade": "coordination", "scope": "portfolio", "required": true},
          {"clause": "8", "level": ["county", "township", "village"], "bearer": {"position": ["inspectionGroupLeader"], "organization": ["inspectionGroup"]}, "kind": "supervisionInspection", "grade": "supervision", "scope": "contact", "required": true},
          {"clause": "9", "level": ["county", "township", "village"], "bearer": {"organization": ["inspectionGroup"]}, "kind": "supervisionInspection", "grade": "supervision", "scope": ["contact"], "required": false},
          {"clause": "10", "level": ["county", "township"], "bearer": {"position": ["departmentHead"]}, "kind": "departmentCoordination", "grade": "coordination", "scope": "all", "required": true},
          {"clause": "11", "level": ["county", "township", "village"], "bearer": {"organization": ["disciplineCommission"]}, "kind": "supervisionInspection", "grade": "overall", "scope": "all", "required": false},
          {"clause": "12", "level": ["area"], "bearer": {"position": ["villagePartySecretary"]}, "kind": "townshipVillageContract", "grade": "overall", "scope": "all", "required": true},
          {"clause": "13", "level": ["township"], "bearer": {"position": ["leader"]}, "kind": "townshipVillageContract", "grade": "concreteImplementation", "scope": ["portfolio", {"programmes": ["relocation"]}], "required": true},
          {"clause": "14", "level": ["village"], "bearer": {"position": ["partySecretary", "villagePartySecretary"]}, "kind": "townshipVillageContract", "grade": "concreteImplementation", "scope": [{"programmes": ["industry"]}, {"programmes": ["funds", "industry"]}], "required": true}
        ]
        """;

    /// <summary>The first is in force from the 8th day on.</summary>
    public static JsonObject First => Set(1, 8, JsonNode.Parse(Rules)!.AsArray());

    /// <summary>The second, from the 50th day on, asks for leaders without making gaps, for more poor, and for one body more; clause 1 has another text, clause 13 is gone.</summary>
    public static JsonObject Second
    {
        get
        {
            var rules = JsonNode.Parse(Rules)!.AsArray();
            rules[2]!["required"] = false;
            rules[4]!["when"]!["atLeast"] = 200;
            rules[13]!["level"] = new JsonArray("village");
            rules[13]!["bearer"] = new JsonObject { ["organization"] = new JsonArray("villageGroup") };
            rules[13]!["scope"] = "all";
            return Set(2, 50, rules);
        }
    }

    private static JsonObject Set(int version, int validFrom, JsonArray rules)
    {
        foreach (var rule in rules) rule!["text"] = new JsonObject { ["zh"] = $"第{rule["clause"]}条", ["en"] = rule["clause"]!.GetValue<string>() is "1" ? $"Clause 1 of version {version}" : $"Clause {rule["clause"]}" };
        rules[0]!["text"]!["zh"] = $"第一条第{version}版";
        var set = new JsonObject { ["id"] = Id, ["version"] = version, ["documentNumber"] = "试〔2017〕1号", ["validFrom"] = Days.Text(validFrom), ["rules"] = rules, ["obligations"] = new JsonArray(), ["examples"] = new JsonArray() };
        foreach (var text in new[] { "title", "issuer" }) set[text] = new JsonObject { ["zh"] = "规则对照", ["en"] = "Oracle" };
        foreach (var words in new[] { "programmes", "positions", "tags" }) set[words] = Shipped[words]!.DeepClone();
        return JsonNode.Parse(set.ToJsonString())!.AsObject();
    }
}
