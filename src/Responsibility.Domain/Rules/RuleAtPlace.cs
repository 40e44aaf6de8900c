namespace Responsibility.Rules;

/// <summary>One rule, applied to one division on which it bears.</summary>
internal sealed class RuleAtPlace(RuleSet rules, Rule rule, Place place, Fulfilment fulfilment, DateOnly asOf, Index index, ChainFilter filter)
{
    private readonly DivisionReference division = new(place.Code, place.Name, place.Level);
    private readonly DateOnly ruleStart = Later(rules.ValidFrom, fulfilment.Since);
    private readonly bool onPath = index.OnPath(place.Id) is not null;
    private readonly bool makesGaps = rule.MakesGaps && index.OnPath(place.Id) is not null && filter.Admits(ProgrammesOf(rule));

    public void AddTo(List<ChainLink> links, List<ChainGap> gaps)
    {
        var bearers = rule.Bearer.IsPost
            ? rule.Bearer.Positions.SelectMany(position => Posts(position, gaps)).ToList()
            : rule.Bearer.Organizations.SelectMany(kind => Bodies(kind, gaps)).ToList();
        foreach (var (body, seat, occupancy) in bearers.OrderBy(bearer => bearer.Body.Id.Value).ThenBy(bearer => bearer.Seat?.Id.Value))
        {
            var grounds = new Grounds(rule, index).Of(body, seat).Where(ground => (onPath || ground.Contact is not null) && filter.Admits(ground.Programmes));
            links.AddRange(grounds.Select(ground => Link(body, seat, occupancy, ground)));
        }
    }

    /// <summary>The programmes of a rule whose scope is whole; null: everything.</summary>
    internal static IReadOnlyList<string>? ProgrammesOf(Rule rule) => rule.Scopes.Any(scope => scope is Scope.Everything)
        ? null
        : [.. rule.Scopes.OfType<Scope.Programmes>().SelectMany(scope => scope.Names).Distinct(StringComparer.Ordinal)];

    private IEnumerable<BearerThere> Bodies(OrganizationKind kind, List<ChainGap> gaps)
    {
        var ever = index.BodiesOf(place, [kind]).ToList();
        var bodies = ever.FindAll(body => new Period(body.ValidFrom, body.ValidUntil).Contains(asOf));
        if (bodies.Count is 0 && makesGaps) gaps.Add(NoBody(kind, ever));
        return bodies.Select(body => new BearerThere(body, null, null));
    }

    private List<BearerThere> Posts(string position, List<ChainGap> gaps)
    {
        var kinds = rule.Bearer.Organizations.Count > 0 ? rule.Bearer.Organizations : rules.OrganizationsOf(position);
        var ever = index.PostsOf(place, kinds, position).ToList();
        var posts = ever.FindAll(post => post.Period.Contains(asOf))
            .Select(post => new BearerThere(post.Body, post.Seat, Occupancy.Of(post.Seat, index, asOf)))
            .OrderBy(post => post.Body.Id.Value).ThenBy(post => post.Seat!.Id.Value).ToList();
        if (!makesGaps) return posts;
        if (posts.Count is 0) gaps.Add(NoPost(position, kinds, ever));
        gaps.AddRange(posts.Where(post => post.Occupancy!.OpenSeats > 0).Select(NoHolder));
        return posts;
    }

    private ChainLink Link(Body body, Seat? seat, Occupancy? occupancy, LinkGround ground) => new()
    {
        Division = division,
        Kind = rule.Kind,
        Grade = rule.Grade,
        Scope = new LinkScope(ground.Programmes),
        Organization = Reference(body),
        Post = seat is null ? null : Reference(seat),
        Holders = [.. (occupancy?.Holders ?? []).Select(Holder)],
        Vacancy = occupancy?.Vacancy(Since(occupancy)),
        Basis = new Basis(rule.Clause, rule.Text, ground.Portfolio, ground.Contact),
        Ledger = Evidence(body, seat, occupancy, ground),
        Rule = rule.Order,
    };

    private ChainGap NoBody(OrganizationKind kind, IEnumerable<Body> ever) => Gap(GapReason.OrganizationMissing) with
    {
        OrganizationKind = kind,
        Since = Known(Later(MissingSince, LastEnd(ever.Select(body => body.ValidUntil)))),
    };

    private ChainGap NoPost(string position, IReadOnlyList<OrganizationKind> kinds, IEnumerable<Standing> ever)
    {
        // Whether or not a body is missing too, nobody has borne it since the last post went.
        var missing = Gap(GapReason.PostMissing) with { Position = position, Since = Known(Later(MissingSince, LastEnd(ever.Select(post => post.Period.Until)))) };
        var isBodyThere = index.BodiesOf(place, kinds).Any(body => new Period(body.ValidFrom, body.ValidUntil).Contains(asOf));
        // Where a position may be in any body, no body in particular is missing.
        return kinds.Count is 0 || isBodyThere ? missing : missing with { Reason = GapReason.OrganizationMissing, OrganizationKind = kinds[0] };
    }

    private ChainGap NoHolder(BearerThere post) => Gap(GapReason.PostVacant) with
    {
        Acting = post.Occupancy!.Acting,
        Since = Since(post.Occupancy),
        Position = post.Seat!.Position,
        Organization = Reference(post.Body),
        Post = Reference(post.Seat),
        Seats = post.Occupancy.OpenSeats,
    };

    private ChainGap Gap(GapReason reason) =>
        new() { Division = division, Clause = rule.Clause, Kind = rule.Kind, Grade = rule.Grade, Reason = reason, Acting = false, Seats = 1 };

    private DateOnly MissingSince => Later(ruleStart, place.ValidFrom);

    private DateOnly? Since(Occupancy occupancy) =>
        Known(Later(Later(ruleStart, occupancy.PostStart), occupancy.LastEnded?.ValidUntil ?? Period.BeforeRecords));

    private DateOnly LastEnd(IEnumerable<DateOnly> ends) => ends.Where(end => end <= asOf).DefaultIfEmpty(Period.BeforeRecords).Max();

    private IReadOnlyList<long> Evidence(Body body, Seat? seat, Occupancy? occupancy, LinkGround ground)
    {
        var positions = new SortedSet<long>([place.Ledger, body.Ledger, .. fulfilment.Ledger, .. ground.Ledger]);
        if (seat is not null) positions.Add(seat.Ledger);
        foreach (var term in occupancy?.Holders ?? []) positions.UnionWith([term.Ledger, term.OfficialLedger]);
        if (occupancy?.LastEnded is { } last) positions.Add(last.Ledger);
        positions.Remove(0);
        return [.. positions];
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly? Known(DateOnly day) => day == Period.BeforeRecords ? null : day;

    private static OrganizationReference Reference(Body body) => new(body.Id, body.Name, body.Kind);

    private static PostReference Reference(Seat seat) => new(seat.Id, seat.Position, seat.Title);

    private static Holder Holder(Term term) => new(
        new HolderOfficial(term.Official, term.StaffNumber, term.Name),
        new HolderAppointment(term.Id, term.Kind, term.ValidFrom, Grounds.End(term.ValidUntil), term.Document));

    /// <summary>A body, or a post in it and who holds that.</summary>
    private sealed record BearerThere(Body Body, Seat? Seat, Occupancy? Occupancy);
}
