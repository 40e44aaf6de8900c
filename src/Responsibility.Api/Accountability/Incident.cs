using Responsibility.Api.Chain;
using Responsibility.Api.RuleSets;
using Responsibility.Rules;

namespace Responsibility.Api.Accountability;

/// <summary>The chain of a case over the days of its incident: one for each run of days on which nothing of it changed.</summary>
internal sealed class Incident
{
    private readonly Row incident;
    private readonly IReadOnlyList<Stretch> stretches;

    private Incident(Row incident, IReadOnlyList<Stretch> stretches) => (this.incident, this.stretches) = (incident, stretches);

    /// <summary>Days on which the chain was the same.</summary>
    private sealed record Stretch(Period Days, Chains.Derived Derived);

    /// <summary>The first day of the incident.</summary>
    public DateOnly From => incident.IncidentOn;

    public static async Task<Result<Incident>> Of(Session session, long id, long knownAt)
    {
        if (await session.Find<Row>(Sql, new { id, KnownAt = knownAt }) is not { } row) return Refusals.CaseUnknown with { Status = StatusCodes.Status404NotFound };
        var filter = new ChainFilter { Programmes = row.Programme is { } programme ? [programme] : [] };
        var everything = await session.Everything();
        var found = new List<Stretch>();
        var from = row.IncidentOn;
        // On days on which the place was not there, or not any more, nobody answered for it.
        while (from < row.IncidentUntil && await everything.Find<DateOnly?>(ThereSql, new { row.DivisionId, from, KnownAt = knownAt }) is { } day && day < row.IncidentUntil)
        {
            var moment = new Moment { AsOf = day, KnownAt = knownAt };
            var rules = await RuleSetShelf.InForce(session, moment, null);
            if (rules.Refusal is { } refusal) return refusal;
            var derived = await Chains.Derive(everything, moment, row.DivisionId, filter, rules.Required());
            var places = string.Join(',', derived.Places.Select(place => place.Id.Value));
            var next = await everything.Find<DateOnly?>(NextSql(places), new { day, until = row.IncidentUntil, KnownAt = knownAt });
            from = next ?? row.IncidentUntil;
            found.Add(new(new Period(day, from), derived));
        }
        return new Incident(row, found);
    }

    public Candidates Candidates(CaseId @case, string knownAt) => new(
        @case, From, incident.IncidentUntil, knownAt, [.. stretches.Select(stretch => stretch.Derived.Answer.RuleSet).Distinct()], [.. Holders().Select(holder => holder.Candidate)], Vacancies(), [.. Bodies().Select(body => body.Body)],
        [.. stretches.SelectMany(stretch => stretch.Derived.Answer.Gaps).Where(gap => gap.Reason is GapReason.PostMissing or GapReason.OrganizationMissing)
            .DistinctBy(gap => (gap.Division.Code, gap.Clause, gap.Kind, gap.Grade, gap.Reason, gap.Position, gap.OrganizationKind))]);

    /// <summary>Each holder with each ground, and the rule set by which that is one.</summary>
    public IReadOnlyList<(Candidate Candidate, RuleSetId RuleSet)> Holders() =>
    [
        .. from found in Links().SelectMany(link => link.Link.Holders.Select(holder => (link.Link, link.Stretch, Holder: holder)))
           group found by (found.Holder.Appointment.Id, Ground(found.Link), found.Stretch.Derived.RuleSet.Id) into ground
           orderby ground.Last().Link.Division.Level
           let last = ground.Last()
           let days = Days(ground.Select(found => found.Stretch))
           select (new Candidate(
               last.Holder.Official, last.Holder.Appointment, last.Link.Post!, last.Link.Organization, last.Link.Division, last.Link.Kind, last.Link.Grade, last.Link.Basis.Clause, last.Link.Scope, last.Link.Basis,
               Ledger(ground.Select(found => found.Link)), Count(days), days, last.Stretch.Derived.Answer.RuleSet), ground.Key.Item3),
    ];

    private IReadOnlyList<CandidateVacancy> Vacancies() =>
    [
        .. from found in Links()
           where found.Link is { Post: not null, Vacancy.Status: VacancyStatus.Vacant or VacancyStatus.ActingOnly }
           group found by (Ground(found.Link), found.Stretch.Derived.RuleSet.Id) into ground
           orderby ground.Last().Link.Division.Level
           let first = ground.First()
           let last = ground.Last()
           let days = Days(ground.Select(found => found.Stretch))
           select new CandidateVacancy(
               last.Link.Post!, last.Link.Organization, last.Link.Division, last.Link.Kind, last.Link.Grade, last.Link.Basis.Clause, first.Link.Vacancy!.Status, first.Link.Vacancy!.Since, last.Link.Scope, last.Link.Basis,
               Ledger(ground.Select(found => found.Link)), Count(days), days, last.Stretch.Derived.Answer.RuleSet,
               [
                   .. from carried in ground.SelectMany(found => found.Link.Holders.Select(holder => (Holder: holder, found.Stretch)))
                      where !carried.Holder.Appointment.Kind.FillsSeat
                      group carried by carried.Holder.Appointment.Id into term
                      select new CarriedBy(term.Last().Holder.Official, term.Last().Holder.Appointment, Count(Days(term.Select(carried => carried.Stretch)))),
               ]),
    ];

    /// <summary>Each body with each ground, and the rule set by which that is one.</summary>
    public IReadOnlyList<(CandidateBody Body, RuleSetId RuleSet)> Bodies() =>
    [
        .. from found in Links()
           where found.Link.Post is null
           group found by (Ground(found.Link), found.Stretch.Derived.RuleSet.Id) into ground
           orderby ground.Last().Link.Division.Level
           let last = ground.Last()
           let days = Days(ground.Select(found => found.Stretch))
           select (new CandidateBody(
               last.Link.Organization, last.Link.Division, last.Link.Kind, last.Link.Grade, last.Link.Basis.Clause, last.Link.Scope, last.Link.Basis, Ledger(ground.Select(found => found.Link)), Count(days), days,
               last.Stretch.Derived.Answer.RuleSet), ground.Key.Item2),
    ];

    private IEnumerable<(ChainLink Link, Stretch Stretch)> Links() => stretches.SelectMany(stretch => stretch.Derived.Answer.Links.Select(link => (link, stretch)));

    /// <summary>On what ground somebody answers: the same on another day though a name be another.</summary>
    private static (long Body, long? Post, string Clause, ResponsibilityKind Kind, Grade Grade, long? Portfolio, long? Contact) Ground(ChainLink link) => (
        link.Organization.Id.Value, link.Post?.Id.Value, link.Basis.Clause, link.Kind, link.Grade, link.Basis.Portfolio?.Id.Value, link.Basis.Contact?.Id.Value);

    private static IReadOnlyList<long> Ledger(IEnumerable<ChainLink> links) => links.ToList() is [var only] ? only.Ledger : [.. links.SelectMany(link => link.Ledger).Distinct()];

    /// <summary>The days of stretches that follow each other as one.</summary>
    private static IReadOnlyList<IncidentDays> Days(IEnumerable<Stretch> found)
    {
        var days = new List<IncidentDays>();
        foreach (var stretch in found.Select(stretch => stretch.Days).Distinct())
        {
            if (days is [.., var last] && last.Until == stretch.From) days[^1] = last with { Until = stretch.Until };
            else days.Add(new(stretch.From, stretch.Until));
        }
        return days;
    }

    private static int Count(IReadOnlyList<IncidentDays> days) => days.Sum(period => period.Until.DayNumber - period.From.DayNumber);

    private sealed record Row
    {
        public DivisionId DivisionId { get; init; }
        public string? Programme { get; init; }
        public DateOnly IncidentOn { get; init; }
        public DateOnly IncidentUntil { get; init; }
    }

    private static readonly string Sql =
        $"SELECT c.division_id, c.programme, c.incident_on, c.incident_until FROM accountability_case c WHERE c.id = @id AND {Known.At("c")} ORDER BY c.valid_from LIMIT 1";

    /// <summary>The first day from one on on which the place is there.</summary>
    private static readonly string ThereSql =
        $"SELECT min(CASE WHEN d.valid_from > @from THEN d.valid_from ELSE @from END) FROM division d WHERE d.id = @DivisionId AND d.valid_until > @from AND {Known.At("d")}";

    private static readonly string[] Bounds = ["valid_from", "valid_until"];

    /// <summary>The next day on which anything begins or ends on which a chain through some places rests.</summary>
    /// <param name="places">Their ids: numbers of our own making, so they may stand in the text.</param>
    private static string NextSql(string places)
    {
        var bodies = $"SELECT b.id FROM organization b WHERE b.division_id IN ({places}) AND {Known.At("b")}";
        var seats = $"SELECT s.id FROM post s WHERE s.organization_id IN ({bodies}) AND {Known.At("s")}";
        var days = string.Join(
            " UNION ALL ",
            from rests in (IEnumerable<(string Table, string Condition)>)
            [
                ("division", $"division.id IN ({places})"), ("attribute", $"attribute.division_id IN ({places})"), ("organization", $"organization.division_id IN ({places})"), ("post", $"post.organization_id IN ({bodies})"),
                ("appointment", $"appointment.post_id IN ({seats})"), ("portfolio", $"portfolio.post_id IN ({seats})"), ("portfolio", $"portfolio.organization_id IN ({bodies})"), ("contact", $"contact.division_id IN ({places})"), ("rule_set", "1 = 1"),
            ]
            from bound in Bounds
            select $"SELECT {rests.Table}.{bound} AS day FROM {rests.Table} WHERE {rests.Condition} AND {Known.At(rests.Table)} AND {rests.Table}.{bound} > @day AND {rests.Table}.{bound} < @until");
        return $"SELECT min(d.day) FROM ({days}) d";
    }
}
