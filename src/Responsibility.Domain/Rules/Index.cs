namespace Responsibility.Rules;

/// <summary>The rows of a ground, found by what they belong to.</summary>
internal sealed class Index(Ground ground)
{
    private readonly ILookup<PostId, Term> terms = ground.Terms.ToLookup(term => term.Post);
    private readonly ILookup<PostId, Seat> seats = ground.Seats.ToLookup(seat => seat.Id);
    private readonly ILookup<OrganizationId, Seat> posts = ground.Seats.ToLookup(seat => seat.Organization);
    private readonly ILookup<DivisionId, Body> bodies = ground.Bodies.ToLookup(body => body.Division);
    private readonly ILookup<DivisionId, AttributeRow> attributes = ground.Attributes.ToLookup(row => row.Division);
    private readonly Dictionary<DivisionId, Place> path = ground.Path.ToDictionary(place => place.Id);

    public IEnumerable<Term> TermsOf(PostId post) => terms[post];

    public DateOnly StartOf(PostId post) => seats[post].Min(seat => seat.Start ?? seat.ValidFrom);

    public IEnumerable<AttributeRow> AttributesOf(Place place) => attributes[place.Id];

    public Place? OnPath(DivisionId division) => path.GetValueOrDefault(division);

    /// <summary>Bodies of the place, also those that are not valid on the day.</summary>
    /// <param name="kinds">Kinds that count; empty: any.</param>
    public IEnumerable<Body> BodiesOf(Place place, IReadOnlyList<OrganizationKind> kinds) =>
        bodies[place.Id].Where(body => kinds.Count is 0 || kinds.Contains(body.Kind));

    /// <summary>Posts in those bodies, each with the days on which it was there, so that a body which has moved away takes its posts along.</summary>
    public IEnumerable<Standing> PostsOf(Place place, IReadOnlyList<OrganizationKind> kinds, string position) =>
        from body in BodiesOf(place, kinds)
        from seat in posts[body.Id]
        where seat.Position == position
        let standing = new Standing(body, seat)
        where standing.Period.From < standing.Period.Until
        select standing;

    public IEnumerable<Portfolio> PortfoliosOf(Body body, Seat? seat, bool bodyToo) => ground.Portfolios
        .Where(row => new Period(row.ValidFrom, row.ValidUntil).Contains(ground.AsOf) && IsBorne(row.Post, row.Organization, body, seat, bodyToo));

    public IEnumerable<Contact> ContactsOf(Body body, Seat? seat, bool bodyToo) => ground.Contacts
        .Where(row => new Period(row.ValidFrom, row.ValidUntil).Contains(ground.AsOf) && IsBorne(row.Post, row.Organization, body, seat, bodyToo));

    /// <summary>The portfolios that give a department its programmes.</summary>
    public IEnumerable<Portfolio> ProgrammesOf(OrganizationId department) => ground.Portfolios
        .Where(row => row.Organization == department && row.Programme is not null && new Period(row.ValidFrom, row.ValidUntil).Contains(ground.AsOf));

    private static bool IsBorne(PostId? post, OrganizationId? organization, Body body, Seat? seat, bool bodyToo) =>
        (seat is not null && post == seat.Id) || ((seat is null || bodyToo) && organization == body.Id);
}

/// <summary>A post in its body, and the days on which both were so.</summary>
internal sealed record Standing(Body Body, Seat Seat)
{
    public Period Period { get; } = new(
        Body.ValidFrom > Seat.ValidFrom ? Body.ValidFrom : Seat.ValidFrom,
        Body.ValidUntil < Seat.ValidUntil ? Body.ValidUntil : Seat.ValidUntil);
}
