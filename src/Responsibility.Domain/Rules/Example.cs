namespace Responsibility.Rules;

/// <summary>A test case of a rule set: a small ground, and the links and gaps that some clauses must make of it.</summary>
public sealed record Example
{
    public required Text Name { get; init; }

    /// <summary>The clauses that the example is about. Everything that they make must be expected; what other clauses make is left aside.</summary>
    public required IReadOnlyList<string> Clauses { get; init; }

    public required Ground Ground { get; init; }

    public required ChainFilter Filter { get; init; }

    /// <summary>In the order of the chain.</summary>
    public required IReadOnlyList<ExpectedLink> Links { get; init; }

    /// <summary>In the order of the chain.</summary>
    public required IReadOnlyList<ExpectedGap> Gaps { get; init; }

    /// <summary>Where this example sits in its file.</summary>
    internal string Pointer { get; init; } = "";

    /// <summary>Derives the chain and reports each clause whose links or gaps are not those expected.</summary>
    internal IEnumerable<Fault> Run(RuleSet rules)
    {
        var answer = Chain.Derive(rules, Ground, Filter);
        foreach (var clause in Clauses)
        {
            var links = answer.Links.Where(link => link.Basis.Clause == clause).ToList();
            var gaps = answer.Gaps.Where(gap => gap.Clause == clause).ToList();
            var (expectedLinks, expectedGaps) = (Links.Where(link => link.Clause == clause).ToList(), Gaps.Where(gap => gap.Clause == clause).ToList());
            if (Match(expectedLinks, links, (expected, link) => expected.Fits(link)) && Match(expectedGaps, gaps, (expected, gap) => expected.Fits(gap))) continue;
            yield return RuleSetFaults.ExampleFailed(
                Pointer, clause, Name,
                string.Join("; ", expectedLinks.Select(link => link.ToString()).Concat(expectedGaps.Select(gap => gap.ToString()))),
                string.Join("; ", links.Select(ExpectedLink.Describe).Concat(gaps.Select(ExpectedGap.Describe))));
        }
    }

    private static bool Match<TExpected, TFound>(IReadOnlyCollection<TExpected> expected, IReadOnlyCollection<TFound> found, Func<TExpected, TFound, bool> fits) =>
        expected.Count == found.Count && expected.Zip(found, fits).All(fit => fit);
}

/// <summary>A link that an example expects. What is null in <paramref name="Programmes"/> and <paramref name="Vacancy"/> must be null in the link; other nulls are left open.</summary>
public sealed record ExpectedLink(
    string Clause, Grade Grade, string? Position, OrganizationKind? Organization, IReadOnlyList<string>? Programmes, VacancyStatus? Vacancy, DateOnly? Since)
{
    internal bool Fits(ChainLink link) =>
        Grade == link.Grade
        && (Position is null || Position == link.Post?.Position)
        && (Organization is null || Organization == link.Organization.Kind)
        && (Programmes is null) == (link.Scope.Programmes is null) && (Programmes ?? []).SequenceEqual(link.Scope.Programmes ?? [], StringComparer.Ordinal)
        && Vacancy == link.Vacancy?.Status
        && (Since is null || Since == link.Vacancy?.Since);

    public override string ToString() =>
        Describe(Clause, Grade, Position ?? (Organization is { } kind ? Wire<OrganizationKind>.Name(kind) : null), Programmes, Vacancy, Since);

    internal static string Describe(ChainLink link) => Describe(
        link.Basis.Clause, link.Grade, link.Post?.Position ?? Wire<OrganizationKind>.Name(link.Organization.Kind), link.Scope.Programmes, link.Vacancy?.Status,
        link.Vacancy?.Since);

    private static string Describe(string clause, Grade grade, string? bearer, IReadOnlyList<string>? programmes, VacancyStatus? vacancy, DateOnly? since) =>
        Line.Of(
            $"link {clause}", Wire<Grade>.Name(grade), bearer, programmes is null ? null : $"({string.Join(", ", programmes)})",
            vacancy is { } status ? Wire<VacancyStatus>.Name(status) : null, Line.Since(since));
}

/// <summary>A gap that an example expects; nulls are left open.</summary>
public sealed record ExpectedGap(string Clause, GapReason Reason, string? Position, OrganizationKind? Organization, DateOnly? Since, bool Acting, int? Seats)
{
    internal bool Fits(ChainGap gap) =>
        Reason == gap.Reason
        && (Position is null || Position == gap.Position)
        && (Organization is null || Organization == (gap.OrganizationKind ?? gap.Organization?.Kind))
        && (Since is null || Since == gap.Since)
        && Acting == gap.Acting
        && (Seats is null || Seats == gap.Seats);

    public override string ToString() => Describe(Clause, Reason, Position, Organization, Acting, Since);

    internal static string Describe(ChainGap gap) =>
        Describe(gap.Clause, gap.Reason, gap.Position, gap.OrganizationKind ?? gap.Organization?.Kind, gap.Acting, gap.Since);

    private static string Describe(string clause, GapReason reason, string? position, OrganizationKind? organization, bool acting, DateOnly? since) =>
        Line.Of(
            $"gap {clause}", Wire<GapReason>.Name(reason), position ?? (organization is { } kind ? Wire<OrganizationKind>.Name(kind) : null),
            acting ? "acting" : null, Line.Since(since));
}

/// <summary>Says in one line what was expected and what was found, in the words of the file.</summary>
internal static class Line
{
    public static string Of(params ReadOnlySpan<string?> words)
    {
        var said = new List<string>();
        foreach (var word in words) if (word is not null) said.Add(word);
        return string.Join(' ', said);
    }

    public static string? Since(DateOnly? day) => day is { } known ? $"since {known:yyyy-MM-dd}" : null;
}
