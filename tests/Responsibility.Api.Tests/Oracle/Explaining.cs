using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Oracle;

/// <summary>Why an official is accountable for a division, or why not: each rule, each post held, each condition in turn.</summary>
/// <remarks>Of several posts the one is told of which comes furthest, the first of those that come equally far by their ids.</remarks>
internal sealed class Explaining(Moment moment, long asked, long official, Filter filter)
{
    private static readonly string[] Conditions =
        ["noTerm", "bodyBears", "otherPosition", "otherBody", "otherDivision", "otherLevel", "divisionLacks", "otherKind", "notInCharge", "otherProgramme"];

    private readonly IReadOnlyList<long> path = moment.Path(asked);

    private sealed record Held(long Post, long Body, long Place);

    public IEnumerable<JsonObject> Rules()
    {
        var links = moment.Chain(asked, filter).Links.Where(link => link.Officials.Contains(official)).ToList();
        var held = moment.World.All("appointment").Select(term => moment.On(term.Id)).Where(term => term?.Is("official", official) is true).Select(term => term!.Id("post")!.Value).Order()
            .Where(post => moment.On(post) is not null && moment.On(moment.On(post)!.Id("organization")) is { } body && moment.On(body.Id("division")) is not null)
            .Select(post => new Held(post, moment.On(post)!.Id("organization")!.Value, moment.On(moment.On(post)!.Id("organization"))!.Id("division")!.Value)).ToList();
        foreach (var rule in moment.Law.Rules)
        {
            var mine = links.Where(link => link.Rule == rule).Select(link => link.Json.DeepClone()).ToArray();
            yield return new JsonObject
            {
                ["clause"] = rule.Clause,
                ["text"] = rule.Text,
                ["kind"] = rule.Kind,
                ["grade"] = rule.Grade,
                ["links"] = new JsonArray(mine),
                ["unmet"] = mine.Length > 0 ? null : held.Select(post => Unmet(rule, post)).MaxBy(unmet => Array.IndexOf(Conditions, (string)unmet["condition"]!)) ?? Json("noTerm", null, [], null),
            };
        }
    }

    private JsonObject Unmet(LawRule rule, Held held)
    {
        var (post, body, place) = (moment.On(held.Post)!, moment.On(held.Body)!, moment.On(held.Place)!);
        var (position, onPath) = (post.Text("position")!, path.Contains(held.Place));
        if (rule.Positions.Count is 0) return Json("bodyBears", held, rule.Bodies, null);
        if (!rule.Positions.Contains(position)) return Json("otherPosition", held, rule.Positions, position);
        var homes = moment.Law.HomesOf(rule, position);
        if (homes.Count > 0 && !homes.Contains(body.Text("kind")!)) return Json("otherBody", held, homes, body.Text("kind"));
        if (!onPath && !(rule.By("contact") && moment.Places(path).Contains(held.Place))) return Json("otherDivision", held, path.Select(above => moment.On(above)!.Text("code")!), place.Text("code"));
        if (!rule.Levels.Contains(place.Text("level")!)) return Json("otherLevel", held, rule.Levels, place.Text("level"));
        if (!moment.Holds(rule, held.Place)) return Json("divisionLacks", held, rule.Number is { } number ? [FormattableString.Invariant($"{number} >= {rule.AtLeast}")] : rule.Tags, null);
        if (!filter.AdmitsKind(rule.Kind)) return Json("otherKind", held, filter.Kinds, rule.Kind);
        // The links that there would be if no programme was asked about.
        var grounds = new PlaceInChain(moment, held.Place, path, new Filter([], [])).Links().Where(link => link.Rule == rule && link.Post == held.Post).ToList();
        if (grounds.Count is 0) return Json("notInCharge", held, new[] { "portfolio", "contact" }.Where(rule.By), null);
        var programmes = grounds.SelectMany(link => (link.Json["scope"]!["programmes"] as JsonArray)?.Select(programme => (string)programme!) ?? []).Distinct();
        return Json("otherProgramme", held, filter.Programmes, string.Join(", ", programmes));
    }

    private JsonObject Json(string condition, Held? held, IEnumerable<string> expected, string? found) => new()
    {
        ["condition"] = condition,
        ["post"] = held is null ? null : moment.PostJson(held.Post),
        ["organization"] = held is null ? null : moment.BodyJson(held.Body),
        ["division"] = held is null ? null : moment.DivisionJson(held.Place),
        ["expected"] = new JsonArray([.. expected.Select(word => JsonValue.Create(word))]),
        ["found"] = found,
    };
}
