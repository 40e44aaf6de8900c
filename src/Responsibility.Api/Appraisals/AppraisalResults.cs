using System.Text.Json;
using Responsibility.Rules;

namespace Responsibility.Api.Appraisals;

/// <summary>How a year came out: what is published as it was published, and the rest as it follows from what the register holds.</summary>
internal static class AppraisalResults
{
    /// <summary>What is asked about, whatever is shown of it.</summary>
    /// <param name="Within">Only this division and below; everywhere where null.</param>
    /// <param name="RuleSet">By which rule set what is not published is derived.</param>
    /// <param name="Derived">As if nothing were published.</param>
    internal sealed record Question(int Year, DivisionId? Within, string? RuleSet, bool Derived);

    /// <summary>In order, whatever they come from.</summary>
    public static async Task<Result<IReadOnlyList<Outcome>>> Of(Session session, Moment moment, Question question)
    {
        var publications = question.Derived ? [] : await Publication.Of(session, question.Year, moment);
        var outcomes = new List<Outcome>(await Published(session, publications, moment, question.Within));
        var year = await AppraisalYear.Of(session, question.Year, moment, question.RuleSet);
        if (year.Refusal is { } refusal) return publications.Count is 0 ? refusal : outcomes;
        var published = await Covered(session, year.Required(), publications);
        outcomes.AddRange(await Derive(session, year.Required(), await AppraisedOfficials.Of(session, year.Required(), question.Within, but: published)));
        return Ordered(outcomes).ToList();
    }

    /// <summary>By level, rank, division, post, first day and official.</summary>
    public static IEnumerable<Outcome> Ordered(IEnumerable<Outcome> outcomes) => outcomes
        .OrderBy(o => o.Level).ThenBy(o => o.Result.Place ?? int.MaxValue).ThenByDescending(o => o.Result.Total).ThenBy(o => o.Code, StringComparer.Ordinal)
        .ThenBy(o => o.Result.Post.Value).ThenBy(o => o.Result.InOffice[0].From).ThenBy(o => o.Result.Official.Value);

    /// <summary>The published results alone.</summary>
    public static async Task<IReadOnlyList<Outcome>> Published(Session session, IReadOnlyList<Publication> publications, Moment moment, DivisionId? within = null)
    {
        if (publications.Count is 0) return [];
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@AsOf"] = moment.AsOf,
            ["@KnownAt"] = moment.KnownAt,
            ["@ids"] = JsonSerializer.Serialize(publications.Select(p => p.Id.Value)),
        };
        if (within is not null) parameters.Add("@Within", within);
        var rows = await session.List<ResultRow>(
            $"{ResultRow.Select} AND r.appraisal_id IN ({session.Numbers("@ids")}){(within is null ? "" : $" AND r.division_id IN ({Reach.SubtreeSql})")}", parameters);
        return [.. Ordered(rows.Select(Outcome.Of))];
    }

    /// <summary>What follows from what the register holds.</summary>
    public static async Task<IReadOnlyList<Outcome>> Derive(Session session, AppraisalYear year, IReadOnlyList<Appraised> who)
    {
        if (who.Count is 0) return [];
        var marks = who.Select(_ => new List<Mark>()).ToList();
        foreach (var indicator in year.Rules.Indicators)
        {
            var counts = await Counts(session, year, indicator, who);
            foreach (var (index, appraised) in who.Index())
            {
                var (counted, good, entered) = counts(appraised);
                marks[index].Add(Appraising.Mark(indicator, counted, good, entered));
            }
        }
        var totals = who.Select((appraised, index) => (appraised.Level, Total: Appraising.Total(marks[index]))).ToList();
        var ranks = Appraising.Ranks(totals);
        var entering = year.Rules.Indicators.Where(indicator => indicator.Measure is Measure.Entered).Select(indicator => indicator.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. who.Select((appraised, index) => new Outcome(
                appraised.Level, appraised.Code,
                new KeptResult(
                    appraised.Official, appraised.Post, appraised.Division, appraised.Ground, [.. appraised.Days.Select(days => new AppraisedDays(days.From, days.Until))],
                    [.. marks[index].Select(AppraisalMark.Of)], totals[index].Total, Appraising.Band(year.Rules.Bands, totals[index].Total)?.Id, ranks[index]),
                [.. marks[index].Where(mark => mark.Score is null && entering.Contains(mark.Indicator)).Select(mark => mark.Indicator)], null)),
        ];
    }

    private static async Task<Func<Appraised, (int Counted, int Good, decimal? Entered)>> Counts(Session session, AppraisalYear year, Indicator indicator, IReadOnlyList<Appraised> who)
    {
        switch (indicator.Measure)
        {
            case Measure.Entered:
                var scores = (await Measuring.Scores(session, year, who)).Where(score => score.Indicator == indicator.Id).ToDictionary(score => (score.PostId, score.OfficialId));
                return w => scores.GetValueOrDefault((w.Post, w.Official)) is { } score ? (1, 1, (decimal)score.Score) : (0, 0, null);
            case Measure.DutyCompliance:
                var duties = (await Measuring.Duties(session, year, who)).ToLookup(duty => duty.Post.Id);
                return w => duties[w.Post].Where(duty => duty.Holders.Any(holder => holder.Id == w.Official)).ToList() is var held ? (held.Count, held.Count(duty => duty.State is DutyState.Met), null) : default;
            default:
                var sums = (await Measuring.Sums(session, year, indicator.Measure, who)).ToLookup(sum => sum.Owner);
                return w => sums[Measuring.Owner(indicator.Measure, w)].Where(sum => w.HeldOn(sum.Day)).ToList() is var own ? ((int)own.Sum(sum => sum.All), (int)own.Sum(sum => sum.Good), null) : default;
        }
    }

    /// <summary>The divisions of which no result is derived: what is published is complete for all below its division.</summary>
    private static async Task<HashSet<DivisionId>> Covered(Session session, AppraisalYear year, IReadOnlyList<Publication> publications)
    {
        var covered = new HashSet<DivisionId>();
        foreach (var publication in publications)
            covered.UnionWith((await AppraisedOfficials.Places(session, year, publication.DivisionId, null)).Select(place => place.Id));
        return covered;
    }

    /// <summary>Results as they are shown, with names as they were on the last day of the year or nearest to it.</summary>
    public static async Task<IReadOnlyList<AppraisalResult>> Show(Session session, Moment moment, int year, IReadOnlyList<Outcome> outcomes)
    {
        var last = new DateOnly(year, 12, 31);
        var named = await AppraisalNames.Of(session, moment with { AsOf = moment.AsOf < last ? moment.AsOf : last }, [.. outcomes.Select(outcome => outcome.Result)]);
        return
        [
            .. from outcome in outcomes
               let result = outcome.Result
               let days = result.InOffice.Select(days => new Period(days.From, days.Until)).ToList()
               let post = named.Posts[result.Post]
               select new AppraisalResult(
                   named.Officials[result.Official], post.Post, post.Organization, named.Divisions[result.Division], result.Ground, result.InOffice, Appraising.Days(days), Appraising.Months(days, year),
                   result.Marks, result.Total, result.Band, result.Place, outcome.Missing, outcome.Publication),
        ];
    }
}
