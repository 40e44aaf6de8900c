namespace Responsibility.Rules;

/// <summary>Checks that what a rule set names is declared in it, and declared once.</summary>
internal static class References
{
    public static void Check(RuleSet set, List<Fault> faults)
    {
        Once("/programmes", set.Programmes.Select(programme => programme.Id), faults);
        Once("/positions", set.Positions.Select(position => position.Id), faults);
        Once("/tags", set.Tags.Select(tag => tag.Id), faults);
        Once("/obligations", set.Obligations.Select(duty => duty.Id), faults);
        Names(set, faults);
        foreach (var rule in set.Rules) OfRule(set, rule, faults);
        foreach (var (duty, i) in set.Obligations.Select((duty, i) => (duty, i)))
        {
            Positions(set, duty.Positions, $"/obligations/{i}/position", faults);
            OfCondition(set, duty.When, $"/obligations/{i}/when", faults);
        }
        foreach (var (rule, i) in set.Locks.Select((rule, i) => (rule, i)))
        {
            Positions(set, rule.Positions, $"/locks/{i}/position", faults);
            OfCondition(set, rule.When, $"/locks/{i}/when", faults);
        }
        Positions(set, set.Appraisal?.Positions ?? [], "/appraisal/position", faults);
        Once("/appraisal/indicators", (set.Appraisal?.Indicators ?? []).Select(indicator => indicator.Id), faults);
        Once("/appraisal/bands", (set.Appraisal?.Bands ?? []).Select(band => band.Id), faults);
        foreach (var (subject, i) in (set.Appraisal?.Subjects ?? []).Select((subject, i) => (subject, i)))
            OfCondition(set, subject.When, $"/appraisal/subjects/{i}/when", faults);
        foreach (var (example, i) in set.Examples.Select((example, i) => (example, i))) OfExample(set, example, $"/examples/{i}", faults);
    }

    private static void Once(string pointer, IEnumerable<string> ids, List<Fault> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        faults.AddRange(ids.Select((id, i) => (id, i)).Where(entry => !seen.Add(entry.id)).Select(entry => RuleSetFaults.Twice($"{pointer}/{entry.i}/id", entry.id)));
    }

    /// <summary>A title must lead to one position, or an import could not tell which.</summary>
    private static void Names(RuleSet set, List<Fault> faults)
    {
        var holders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var position in set.Positions)
        {
            holders.TryAdd(position.Id, position.Id);
            holders.TryAdd(position.Name.Zh, position.Id);
        }
        foreach (var (position, i) in set.Positions.Select((position, i) => (position, i)))
        {
            if (holders[position.Name.Zh] != position.Id) faults.Add(RuleSetFaults.AliasTaken($"/positions/{i}/name/zh", position.Name.Zh, holders[position.Name.Zh]));
            foreach (var (alias, j) in position.Aliases.Select((alias, j) => (alias, j)))
                if (!holders.TryAdd(alias, position.Id) && (holders[alias] != position.Id || position.Aliases.Take(j).Contains(alias, StringComparer.Ordinal)))
                    faults.Add(RuleSetFaults.AliasTaken($"/positions/{i}/aliases/{j}", alias, holders[alias]));
        }
    }

    private static void OfRule(RuleSet set, Rule rule, List<Fault> faults)
    {
        var pointer = $"/rules/{rule.Order}";
        Positions(set, rule.Bearer.Positions, $"{pointer}/bearer/position", faults);
        foreach (var name in rule.Bearer.Positions)
            foreach (var kind in rule.Bearer.Organizations)
                if (set.OrganizationsOf(name) is { Count: > 0 } kinds && !kinds.Contains(kind))
                    faults.Add(RuleSetFaults.Impossible($"{pointer}/bearer/organization", name, Wire<OrganizationKind>.Name(kind)));
        foreach (var scope in rule.Scopes.OfType<Scope.Programmes>()) Programmes(set, scope.Names, $"{pointer}/scope", faults);
        OfCondition(set, rule.When, $"{pointer}/when", faults);
    }

    private static void OfExample(RuleSet set, Example example, string pointer, List<Fault> faults)
    {
        var clauses = set.Rules.Select(rule => rule.Clause).ToHashSet(StringComparer.Ordinal);
        faults.AddRange(example.Clauses.Where(clause => !clauses.Contains(clause)).Select(clause => RuleSetFaults.NoClause($"{pointer}/clauses", clause)));
        var expected = example.Links.Select(link => link.Clause).Concat(example.Gaps.Select(gap => gap.Clause)).Distinct(StringComparer.Ordinal);
        faults.AddRange(expected.Except(example.Clauses, StringComparer.Ordinal).Select(clause => RuleSetFaults.NoClause($"{pointer}/expect", clause)));
        Positions(set, example.Ground.Seats.Select(seat => seat.Position), $"{pointer}/posts", faults);
        Programmes(set, example.Ground.Portfolios.Select(row => row.Programme).OfType<string>(), $"{pointer}/portfolios", faults);
        Programmes(set, example.Filter.Programmes, $"{pointer}/filter/programme", faults);
        foreach (var row in example.Ground.Attributes)
            Tag(set, row.Name, row.Value is null ? AttributeType.Tag : AttributeType.Number, $"{pointer}/path", faults);
    }

    private static void OfCondition(RuleSet set, Condition? condition, string pointer, List<Fault> faults)
    {
        if (condition is Condition.Number number) Tag(set, number.Name, AttributeType.Number, $"{pointer}/number", faults);
        foreach (var name in (condition as Condition.AnyTag)?.Tags ?? []) Tag(set, name, AttributeType.Tag, $"{pointer}/anyTag", faults);
    }

    private static void Positions(RuleSet set, IEnumerable<string> names, string pointer, List<Fault> faults) =>
        faults.AddRange(names.Except(set.Positions.Select(position => position.Id), StringComparer.Ordinal).Select(name => RuleSetFaults.NoPosition(pointer, name)));

    private static void Programmes(RuleSet set, IEnumerable<string> names, string pointer, List<Fault> faults) =>
        faults.AddRange(names.Except(set.Programmes.Select(programme => programme.Id), StringComparer.Ordinal).Select(name => RuleSetFaults.NoProgramme(pointer, name)));

    private static void Tag(RuleSet set, string name, AttributeType type, string pointer, List<Fault> faults)
    {
        if (!set.Tags.Any(tag => tag.Id == name && tag.Type == type)) faults.Add(RuleSetFaults.NoTag(pointer, name));
    }
}
