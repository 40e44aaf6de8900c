using System.Text.Json;
using Responsibility.Api.Chain;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Dossiers;

/// <summary>What an official was accountable for over the years: derived once for each run of days on which nothing began or ended that it rests on.</summary>
internal static class DossierResponsibilities
{
    /// <summary>So many runs of days are looked at, from the last one back, and so many chains derived for all of them; more is said to be cut.</summary>
    private const int MostRuns = 100;
    private const int MostChains = 500;

    public static async Task<Section<DossierResponsibility>> Of(Session session, Moment moment, long official, IReadOnlyList<DossierSections.TermRow> terms)
    {
        if (terms.Count is 0) return new([], 0, true);
        var (everything, calendar) = (await session.Everything(), await RuleSetShelf.Calendar(session, moment.KnownAt));
        var runs = await Runs(everything, moment, terms);
        var (found, looked, chains) = (new Stack<IReadOnlyList<Borne>>(), 0, 0);
        foreach (var days in runs.Reverse().Take(MostRuns))
        {
            var then = moment with { AsOf = days.From };
            var (posts, sets) = (await ResponsibilitiesOfHandler.Places(session, official, then), calendar.On(days.From).ToList());
            chains += sets.Count * posts.Select(post => post.DivisionId).Distinct().Count();
            if (chains > MostChains && looked > 0) break;
            looked++;
            var borne = new List<Borne>();
            foreach (var rules in sets)
                foreach (var link in await ResponsibilitiesOfHandler.Links(everything, then, posts, ChainFilter.None, rules))
                    borne.AddRange(link.Holders.Where(holder => holder.Official.Id.Value == official).Select(holder => new Borne(link, holder.Appointment.Id, new(rules.Set.Id, rules.Set.Version), days)));
            found.Push(borne);
        }
        List<DossierResponsibility> items =
        [
            .. from one in found.SelectMany(borne => borne)
               group one by (one.Appointment, Ground(one.Link), one.RuleSet) into ground
               let last = ground.Last()
               select new DossierResponsibility(
                   last.Link.Post!, last.Appointment, last.Link.Organization, last.Link.Division, last.Link.Kind, last.Link.Grade, last.Link.Scope, last.Link.Basis, last.RuleSet,
                   [.. Period.Joined(ground.Select(one => one.Days)).Select(days => new DossierDays(days.From, days.Until > moment.AsOf ? null : days.Until))]),
        ];
        var cut = looked < runs.Count;
        return new([.. items.Take(DossierSections.Most)], cut ? null : items.Count, !cut && items.Count <= DossierSections.Most);
    }

    /// <summary>A link that the official bore on a run of days.</summary>
    private sealed record Borne(ChainLink Link, AppointmentId Appointment, RuleSetReference RuleSet, Period Days);

    /// <summary>The days up to the moment's on which the official held anything, from one on which something began or ended to the next.</summary>
    private static async Task<IReadOnlyList<Period>> Runs(Session everything, Moment moment, IReadOnlyList<DossierSections.TermRow> terms)
    {
        var ends = moment.AsOf == Period.Open ? moment.AsOf : moment.AsOf.AddDays(1);
        var posts = JsonSerializer.Serialize(terms.Select(term => term.PostId.Value).Distinct());
        var bounds = await everything.List<DateOnly>(BoundsSql(everything), new { posts, moment.KnownAt, ends });
        List<DateOnly> days = [.. bounds.Concat(terms.SelectMany(term => new[] { term.ValidFrom, term.ValidUntil })).Where(day => day < ends).Append(ends).Distinct().Order()];
        return [.. days.Zip(days.Skip(1), (from, until) => new Period(from, until)).Where(run => terms.Any(term => term.Period.Contains(run.From)))];
    }

    /// <summary>On what ground, the same on another day though a name be another.</summary>
    private static (long Post, string Clause, ResponsibilityKind Kind, Grade Grade, long? Portfolio, long? Contact, string Programmes) Ground(ChainLink link) => (
        link.Post!.Id.Value, link.Basis.Clause, link.Kind, link.Grade, link.Basis.Portfolio?.Id.Value, link.Basis.Contact?.Id.Value, string.Join(',', link.Scope.Programmes ?? ["*"]));

    private static readonly string[] Bounds = ["valid_from", "valid_until"];

    /// <summary>Each day up to <c>@ends</c> on which something begins or ends on which the responsibilities of <c>@posts</c> rest, other holders apart.</summary>
    private static string BoundsSql(Session session)
    {
        var posts = session.Numbers("@posts");
        var bodies = $"SELECT s.organization_id FROM post s WHERE s.id IN ({posts}) AND {Known.At("s")}";
        var places = $"SELECT b.division_id FROM organization b WHERE b.id IN ({bodies}) AND {Known.At("b")}";
        var departments = $"SELECT r.department_id FROM portfolio r WHERE (r.post_id IN ({posts}) OR r.organization_id IN ({bodies})) AND {Known.At("r")}";
        return string.Join(
            " UNION ",
            from rests in (IEnumerable<(string Table, string Condition)>)
            [
                ("post", $"post.id IN ({posts})"), ("organization", $"organization.id IN ({bodies})"), ("division", $"division.id IN ({places})"), ("attribute", $"attribute.division_id IN ({places})"),
                ("portfolio", $"portfolio.post_id IN ({posts})"), ("portfolio", $"portfolio.organization_id IN ({bodies})"), ("portfolio", $"portfolio.organization_id IN ({departments})"),
                ("contact", $"contact.post_id IN ({posts})"), ("contact", $"contact.organization_id IN ({bodies})"), ("rule_set", "1 = 1"),
            ]
            from bound in Bounds
            select $"SELECT {rests.Table}.{bound} AS day FROM {rests.Table} WHERE {rests.Condition} AND {Known.At(rests.Table)} AND {rests.Table}.{bound} < @ends");
    }
}
