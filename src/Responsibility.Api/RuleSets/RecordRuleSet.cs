using System.Text;
using Responsibility.Rules;

namespace Responsibility.Api.RuleSets;

/// <summary>A rule set came into the register, byte for byte.</summary>
/// <param name="Name">The rule set's id, such as <c>henan-2017</c>.</param>
/// <param name="Body">The whole file.</param>
internal sealed record RuleSetRecorded(string Name, long Version, DateOnly ValidFrom, DateOnly ValidUntil, string Body) : IFact
{
    public static string Kind => "ruleSetRecorded/1";

    public async Task Apply(Session session, long position)
    {
        await session.Write(
            """
            INSERT INTO rule_set (id, known_from, known_until, valid_from, valid_until, name, version, body)
            VALUES (@position, @position, 9223372036854775807, @ValidFrom, @ValidUntil, @Name, @Version, @Body)
            """,
            new { position, ValidFrom, ValidUntil, Name, Version, Body });
        var set = RuleSet.Parse(Encoding.UTF8.GetBytes(Body)).Required();
        var rules = set.Rules.Where(rule => rule.MakesGaps).ToList();
        foreach (var (number, (rule, level, required)) in rules.SelectMany(Seats).Index())
            await session.Write(
                """
                INSERT INTO rule_seat (rule_set_id, seat, rule, level, organization_kind, position, clause, kind, grade)
                VALUES (@position, @number, @Order, @level, @organizationKind, @postPosition, @Clause, @Kind, @Grade)
                """,
                new
                {
                    position,
                    number,
                    rule.Order,
                    level,
                    rule.Clause,
                    rule.Kind,
                    rule.Grade,
                    organizationKind = rule.Bearer.IsPost ? "" : required,
                    postPosition = rule.Bearer.IsPost ? required : "",
                });
        foreach (var rule in rules) await ApplyConditions(session, position, set, rule);
    }

    /// <summary>Each body or position that the rule requires at each of its levels: what gaps and coverage are asked of.</summary>
    private static IEnumerable<(Rule Rule, Level Level, string Required)> Seats(Rule rule) =>
        from level in rule.Levels
        from required in rule.Bearer.IsPost ? rule.Bearer.Positions : [.. rule.Bearer.Organizations.Select(kind => Parameters.Word(kind))]
        select (rule, level, required);

    /// <summary>Where and for what the rule requires it.</summary>
    private static async Task ApplyConditions(Session session, long position, RuleSet set, Rule rule)
    {
        foreach (var postPosition in rule.Bearer.Positions)
        {
            var homes = rule.Bearer.Organizations is { Count: > 0 } named ? named : set.Positions.First(p => p.Id == postPosition).Organizations;
            foreach (var (ordinal, organizationKind) in homes.Index())
                await session.Write(
                    "INSERT INTO rule_home (rule_set_id, rule, position, organization_kind, ordinal) VALUES (@position, @Order, @postPosition, @organizationKind, @ordinal)",
                    new { position, rule.Order, postPosition, organizationKind, ordinal });
        }
        foreach (var (attribute, atLeast) in Conditions(rule.When))
            await session.Write(
                "INSERT INTO rule_condition (rule_set_id, rule, attribute, at_least) VALUES (@position, @Order, @attribute, @atLeast)",
                new { position, rule.Order, attribute, atLeast });
        foreach (var programme in rule.Scopes.OfType<Scope.Programmes>().SelectMany(scope => scope.Names).Distinct(StringComparer.Ordinal))
            if (!rule.Scopes.OfType<Scope.Everything>().Any())
                await session.Write(
                    "INSERT INTO rule_programme (rule_set_id, rule, programme) VALUES (@position, @Order, @programme)", new { position, rule.Order, programme });
    }

    private static IEnumerable<(string Attribute, double? AtLeast)> Conditions(Condition? when) => when switch
    {
        Condition.AnyTag any => any.Tags.Select(tag => (tag, (double?)null)),
        Condition.Number number => [(number.Name, (double?)number.AtLeast)],
        _ => [],
    };
}

/// <summary>Records the rule sets that the program ships with, once.</summary>
internal static class ShippedRuleSets
{
    /// <exception cref="InvalidOperationException">A file is not valid, or says otherwise under an id and version that the register already holds.</exception>
    public static async Task Record(Database database, CancellationToken ct)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "rules"), "*.json").Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(path, ct);
            var recorded = await database.Write<long>(Caller.System, session => Record(session, bytes), ct);
            if (recorded.Refusal is { } refusal)
                throw new InvalidOperationException(
                    $"{Path.GetFileName(path)}: {refusal.Title.En}. {refusal.Detail?.En} {string.Join("; ", refusal.Faults.Select(f => $"{f.Pointer} {f.Detail.En}"))}");
        }
    }

    private static async Task<Result<long>> Record(Session session, byte[] bytes)
    {
        var parsed = RuleSet.Parse(bytes);
        return parsed.Refusal is { } refusal ? refusal : await AddRuleSetHandler.Record(session, parsed.Required(), Encoding.UTF8.GetString(bytes));
    }
}
