using System.Text.Json;
using Responsibility.Api.Appointments;

namespace Responsibility.Api.Imports;

/// <summary>
/// What the register holds of all that a chunk of a roster speaks of, asked at once and kept up to date with what its rows record: a row that asked for itself would ask ten times.
/// Forgotten with the chunk, since others write in between.
/// </summary>
internal sealed class RosterBooks
{
    private readonly Dictionary<string, List<DivisionCodes.Found>> divisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Person>> officials = new(StringComparer.Ordinal);
    private readonly Dictionary<(DivisionId, string), List<Body>> bodies = [];
    private readonly Dictionary<long, List<Seat>> posts = [];
    private readonly Dictionary<long, List<Held>> terms = [];
    private readonly Dictionary<long, HashSet<DivisionId>> homes = [];
    private readonly HashSet<(long Official, DateOnly Day)> begun = [];

    /// <summary>Asks of what these rows speak of.</summary>
    public static async Task<RosterBooks> Of(Session session, IReadOnlyList<RosterRow> rows)
    {
        var books = new RosterBooks();
        await books.Load(session, rows);
        return books;
    }

    /// <summary>The same as <see cref="DivisionCodes.Meant"/>.</summary>
    public DivisionCodes.Found? Division(string code, DateOnly day) => divisions.GetValueOrDefault(DivisionCode.Parse(code).Value)?.Nearest(day, d => new(d.ValidFrom, d.ValidUntil));

    /// <summary>The official of that number: the version of the day, or else the first.</summary>
    public Person? Official(string staffNumber, DateOnly day) => officials.GetValueOrDefault(staffNumber) is { } versions
        ? versions.Find(v => v.ValidFrom <= day && day < v.ValidUntil) ?? versions[0]
        : null;

    /// <summary>The body of that name in the division: the one of the day, or else the last that there was; 0 where there never was one.</summary>
    public long Organization(DivisionId division, string name, DateOnly day) => bodies.GetValueOrDefault((division, name))?.Nearest(day, b => new(b.ValidFrom, b.ValidUntil))?.Id ?? 0;

    /// <summary>The post of that position and title: the one of the day, or else the last that there was; 0 where there never was one.</summary>
    public long Post(long organization, string position, string title, DateOnly day) =>
        posts.GetValueOrDefault(organization)?.Where(p => p.Position == position && p.Title == title).Nearest(day, p => new(p.ValidFrom, p.ValidUntil))?.Id ?? 0;

    /// <summary>The versions of a post, in order of time.</summary>
    public IReadOnlyList<AppointmentNoun.PostVersion> Versions(long organization, long post) =>
        [.. posts[organization].Where(p => p.Id == post).OrderBy(p => p.ValidFrom).Select(p => new AppointmentNoun.PostVersion { ValidFrom = p.ValidFrom, ValidUntil = p.ValidUntil, Capacity = p.Capacity })];

    /// <summary>The terms on a post that share a day with <paramref name="period"/>, in order of time.</summary>
    public IReadOnlyList<AppointmentNoun.Term> Terms(long post, Period period) => terms.GetValueOrDefault(post) is { } known
        ? [.. known.Where(t => t.Period.Overlaps(period)).OrderBy(t => t.ValidFrom).Select(t => new AppointmentNoun.Term { Id = new(t.Id), OfficialId = t.OfficialId, Kind = t.Kind, ValidFrom = t.ValidFrom, ValidUntil = t.ValidUntil })]
        : [];

    /// <summary>The term that has this official, post and first day.</summary>
    public Held? Term(long official, long post, DateOnly day) => terms.GetValueOrDefault(post)?.Where(t => t.OfficialId.Value == official && t.ValidFrom == day).MinBy(t => t.Id);

    /// <summary>Whether a term of an official who was known before began on that day, whatever the post is called now.</summary>
    public bool Begins(long official, DateOnly day) => begun.Contains((official, day));

    /// <summary>In which divisions a body or post is, and ever was: facts about it, its posts and terms tell of them.</summary>
    public IReadOnlyCollection<DivisionId> Homes(long id) => homes[id];

    public void Note(long id, Officials.OfficialRegistered fact) => officials[fact.StaffNumber] =
        [new Person { Id = id, StaffNumber = fact.StaffNumber, Name = fact.Name, Phone = fact.Phone, HomeOrganizationId = fact.HomeOrganization, ValidFrom = Period.BeforeRecords, ValidUntil = Period.Open }];

    public void Note(long id, Organizations.OrganizationEstablished fact)
    {
        Entry(bodies, (fact.Division, fact.Name)).Add(new Body { Id = id, DivisionId = fact.Division, Name = fact.Name, ValidFrom = fact.ValidFrom, ValidUntil = fact.ValidUntil });
        homes[id] = [fact.Division];
    }

    public void Note(long id, Posts.PostCreated fact)
    {
        Entry(posts, fact.Organization.Value).Add(new Seat
        {
            Id = id,
            OrganizationId = fact.Organization.Value,
            Position = fact.Position,
            Title = fact.Title,
            Capacity = fact.Capacity,
            ValidFrom = fact.ValidFrom,
            ValidUntil = fact.ValidUntil,
        });
        homes[id] = homes[fact.Organization.Value];
    }

    public void Note(long id, OfficialAppointed fact) => Entry(terms, fact.Post.Value).Add(new Held
    {
        Id = id,
        OfficialId = fact.Official,
        PostId = fact.Post.Value,
        Kind = fact.AppointmentKind,
        ValidFrom = fact.ValidFrom,
        ValidUntil = fact.ValidUntil,
        Document = fact.Document,
        DocumentDate = fact.DocumentDate,
        DispatchedBy = fact.DispatchedBy,
    });

    /// <summary>Asks anew of an official, and of a post, of which more was recorded than that they are new.</summary>
    public async Task Renew(Session session, string staffNumber, long post)
    {
        officials.Remove(staffNumber);
        terms.Remove(post);
        foreach (var person in await session.List<Person>(PeopleSql(session), new { numbers = JsonSerializer.Serialize(new[] { staffNumber }) })) Entry(officials, person.StaffNumber).Add(person);
        foreach (var term in await session.List<Held>(TermsSql(session), new { posts = JsonSerializer.Serialize(new[] { post }) })) Entry(terms, term.PostId).Add(term);
    }

    private async Task Load(Session session, IReadOnlyList<RosterRow> rows)
    {
        if (rows.Count is 0) return;
        var codes = Json(rows.Select(row => DivisionCode.Parse(row.Division).Value).Distinct(StringComparer.Ordinal));
        foreach (var division in await session.List<DivisionCodes.Found>(DivisionsSql(session), new { codes })) Entry(divisions, division.Code).Add(division);
        foreach (var person in await session.List<Person>(PeopleSql(session), new { numbers = Json(rows.Select(row => row.StaffNumber).Distinct(StringComparer.Ordinal)) })) Entry(officials, person.StaffNumber).Add(person);

        if (officials.Count > 0)
        {
            foreach (var term in await session.List<Beginning>(BegunSql(session), new { officials = Json(officials.Values.Select(known => known[0].Id)) })) begun.Add((term.OfficialId, term.ValidFrom));
        }

        var named = rows.Select(row => row.Organization).ToHashSet(StringComparer.Ordinal);
        foreach (var body in await session.List<Body>(BodiesSql(session), new { places = Json(divisions.Values.SelectMany(known => known).Select(known => known.Id.Value).Distinct()) }))
            if (named.Contains(body.Name)) Entry(bodies, (body.DivisionId, body.Name)).Add(body);
        if (bodies.Count is 0) return;

        var organizations = Json(bodies.Values.SelectMany(known => known).Select(body => body.Id).Distinct());
        await Home(session, HomesOfBodiesSql(session), new { organizations });
        foreach (var post in await session.List<Seat>(PostsSql(session), new { organizations })) Entry(posts, post.OrganizationId).Add(post);
        if (posts.Count is 0) return;

        // Without a title the row means the position's own name.
        var titles = rows.Any(row => row.Title is null) ? null : rows.Select(row => row.Title!).ToHashSet(StringComparer.Ordinal);
        var meant = Json(posts.Values.SelectMany(known => known).Where(post => titles?.Contains(post.Title) is not false).Select(post => post.Id).Distinct());
        await Home(session, HomesOfPostsSql(session), new { posts = meant });
        foreach (var term in await session.List<Held>(TermsSql(session), new { posts = meant })) Entry(terms, term.PostId).Add(term);
    }

    private async Task Home(Session session, string sql, object of)
    {
        foreach (var (id, division) in await session.List<(long, long)>(sql, of)) Entry(homes, id).Add(new DivisionId(division));
    }

    private static string Json<T>(IEnumerable<T> values) => JsonSerializer.Serialize(values);

    private static TEntry Entry<TKey, TEntry>(Dictionary<TKey, TEntry> of, TKey key) where TKey : notnull where TEntry : new()
    {
        if (!of.TryGetValue(key, out var entry)) of.Add(key, entry = new TEntry());
        return entry;
    }

    /// <summary>A version of an official.</summary>
    internal sealed record Person
    {
        public long Id { get; init; }
        public required string StaffNumber { get; init; }
        public string? Name { get; init; }
        public string? Phone { get; init; }
        public OrganizationId? HomeOrganizationId { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }

        /// <summary>The statement that would register it.</summary>
        public Officials.RegisterOfficial Restate() => new(StaffNumber, Name ?? "", Phone, HomeOrganizationId);
    }

    /// <summary>A term as it is held to be.</summary>
    internal sealed record Held
    {
        public long Id { get; init; }
        public OfficialId OfficialId { get; init; }
        public long PostId { get; init; }
        public AppointmentKind Kind { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
        public string? Document { get; init; }
        public DateOnly? DocumentDate { get; init; }
        public string? DispatchedBy { get; init; }
        public string? EndReason { get; init; }
        public Period Period => new(ValidFrom, ValidUntil);

        /// <summary>The statement that would appoint so.</summary>
        public AppointOfficial Restate() => new(OfficialId, new(PostId), ValidFrom, Kind, Stated.Until(ValidUntil), Document, DocumentDate, DispatchedBy);
    }

    private sealed record Beginning
    {
        public long OfficialId { get; init; }
        public DateOnly ValidFrom { get; init; }
    }

    private sealed record Body
    {
        public long Id { get; init; }
        public DivisionId DivisionId { get; init; }
        public required string Name { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
    }

    private sealed record Seat
    {
        public long Id { get; init; }
        public long OrganizationId { get; init; }
        public required string Position { get; init; }
        public required string Title { get; init; }
        public long Capacity { get; init; }
        public DateOnly ValidFrom { get; init; }
        public DateOnly ValidUntil { get; init; }
    }

    private static string DivisionsSql(Session session) =>
        $"SELECT d.id, d.code, d.name, d.level, d.valid_from, d.valid_until FROM division d WHERE d.code IN ({session.Texts("@codes")}) AND {Known.Now("d")}";

    private static string PeopleSql(Session session) =>
        $"""
        SELECT f.id, f.staff_number, f.name, f.phone, f.home_organization_id, f.valid_from, f.valid_until
          FROM official f
         WHERE f.staff_number IN ({session.Texts("@numbers")}) AND {Known.Now("f")}
         ORDER BY f.id, f.valid_from
        """;

    private static string BegunSql(Session session) =>
        $"SELECT a.official_id, a.valid_from FROM appointment a WHERE a.official_id IN ({session.Numbers("@officials")}) AND {Known.Now("a")}";

    private static string BodiesSql(Session session) =>
        $"SELECT o.id, o.division_id, o.name, o.valid_from, o.valid_until FROM organization o WHERE o.division_id IN ({session.Numbers("@places")}) AND {Known.Now("o")}";

    /// <summary>Whenever and however it was known.</summary>
    private static string HomesOfBodiesSql(Session session) => $"SELECT DISTINCT o.id, o.division_id FROM organization o WHERE o.id IN ({session.Numbers("@organizations")})";

    private static string HomesOfPostsSql(Session session) =>
        $"SELECT DISTINCT p.id, o.division_id FROM post p JOIN organization o ON o.id = p.organization_id WHERE p.id IN ({session.Numbers("@posts")})";

    private static string PostsSql(Session session) =>
        $"""
        SELECT p.id, p.organization_id, p.position, p.title, p.capacity, p.valid_from, p.valid_until
          FROM post p
         WHERE p.organization_id IN ({session.Numbers("@organizations")}) AND {Known.Now("p")}
        """;

    private static string TermsSql(Session session) =>
        $"""
        SELECT a.id, a.official_id, a.post_id, a.kind, a.valid_from, a.valid_until, a.document, a.document_date, a.dispatched_by, a.end_reason
          FROM appointment a
         WHERE a.post_id IN ({session.Numbers("@posts")}) AND {Known.Now("a")}
        """;
}
