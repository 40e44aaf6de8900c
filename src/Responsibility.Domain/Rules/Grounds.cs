namespace Responsibility.Rules;

/// <summary>Why a bearer bears a responsibility: the rule alone, or the rule and one portfolio or contact.</summary>
internal sealed record LinkGround(IReadOnlyList<string>? Programmes, BasisPortfolio? Portfolio, BasisContact? Contact, IReadOnlyList<long> Ledger);

/// <summary>Finds the grounds on which a rule makes a bearer accountable; each makes a link of its own.</summary>
internal sealed class Grounds(Rule rule, Index index)
{
    private readonly bool bodyToo = rule.Bearer is { IsPost: true, Organizations.Count: > 0 };

    /// <summary>The rule alone first, then portfolios and contacts by their ids.</summary>
    public IEnumerable<LinkGround> Of(Body body, Seat? seat)
    {
        var more = new List<(long Id, LinkGround Ground)>();
        if (rule.Scopes.Any(scope => scope is Scope.ByPortfolio))
            more.AddRange(index.PortfoliosOf(body, seat, bodyToo).Select(row => (row.Id.Value, Of(row))));
        if (rule.Scopes.Any(scope => scope is Scope.ByContact))
            more.AddRange(index.ContactsOf(body, seat, bodyToo)
                .SelectMany(row => index.OnPath(row.Division) is { } place ? [(row.Id.Value, Of(row, place))] : Array.Empty<(long, LinkGround)>()));
        var grounds = more.OrderBy(entry => entry.Id).Select(entry => entry.Ground);
        return rule.Scopes.Any(scope => scope is Scope.Everything or Scope.Programmes)
            ? grounds.Prepend(new LinkGround(RuleAtPlace.ProgrammesOf(rule), null, null, []))
            : grounds;
    }

    public static DateOnly? End(DateOnly validUntil) => validUntil == Period.Open ? null : validUntil;

    private LinkGround Of(Portfolio row)
    {
        var department = row.Department is { } id ? new BasisDepartment(id, row.DepartmentName) : null;
        var basis = new BasisPortfolio(row.Id, row.Programme, department, row.ValidFrom, End(row.ValidUntil), row.Document);
        if (row.Programme is { } programme) return new LinkGround([programme], basis, null, [row.Ledger]);
        var through = department is null ? [] : index.ProgrammesOf(department.Id).ToList();
        var programmes = through.Select(own => own.Programme!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new LinkGround([.. programmes], basis, null, [row.Ledger, .. through.Select(own => own.Ledger)]);
    }

    private static LinkGround Of(Contact row, Place place) => new(
        null, null,
        new BasisContact(row.Id, new BasisDivision(row.Code, row.Name), row.ValidFrom, End(row.ValidUntil), row.Document),
        [row.Ledger, place.Ledger]);
}
