using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>A year that is appraised, on a day of it, as known at a position.</summary>
/// <param name="Year">The year.</param>
/// <param name="Day">Its last day, or an earlier one on which it is asked how it stands: nothing later counts.</param>
/// <param name="KnownAt">What the register knew.</param>
/// <param name="RuleSet">The rule set that says who is appraised by what.</param>
internal sealed record AppraisalYear(int Year, DateOnly Day, long KnownAt, RuleSetShelf.Shelved RuleSet)
{
    public const int Earliest = 1949;
    public const int Latest = 2999;

    public Appraisal Rules => RuleSet.Set.Appraisal!;

    public DateOnly First => new(Year, 1, 1);

    /// <summary>Its days up to the one on which it is asked how it stands.</summary>
    public Period Days => new(First, Day.AddDays(1));

    public Moment Moment => new() { AsOf = Day, KnownAt = KnownAt };

    public RuleSetReference Reference => new(RuleSet.Set.Id, RuleSet.Set.Version);

    public static async Task<Result<AppraisalYear>> Of(Session session, int year, Moment moment, string? ruleSet)
    {
        var last = new DateOnly(year, 12, 31);
        if (moment.AsOf < new DateOnly(year, 1, 1)) return Refusals.AppraisalNotBegun.At("asOf", moment.AsOf);
        var day = moment.AsOf < last ? moment.AsOf : last;
        await session.Look(day);
        var rules = await RuleSetShelf.InForce(session, moment with { AsOf = day }, ruleSet);
        if (rules.Refusal is { } refusal) return refusal;
        return rules.Required().Set.Appraisal is null ? Refusals.NobodyAppraised.At("ruleSet", rules.Required().Set.Id) : new AppraisalYear(year, day, moment.KnownAt, rules.Required());
    }

    /// <summary>The year as it stood when its results were published.</summary>
    public static async Task<AppraisalYear> Of(Session session, Publication publication)
    {
        var last = new DateOnly(publication.Year, 12, 31);
        var day = publication.PublishedOn < last ? publication.PublishedOn : last;
        await session.Look(day);
        return new(publication.Year, day, publication.DerivedAt, new RuleSetShelf.Shelved(publication.RuleSetId, await RuleSetShelf.Read(session, publication.RuleSetId)));
    }
}

/// <summary>Shape of the year in a path.</summary>
internal static class AppraisalRules
{
    public static void YearOfAppraisal<T>(this AbstractValidator<T> validator, System.Linq.Expressions.Expression<Func<T, int>> year) =>
        validator.RuleFor(year).InclusiveBetween(AppraisalYear.Earliest, AppraisalYear.Latest).OverridePropertyName("year");
}
