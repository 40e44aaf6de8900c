namespace Responsibility.Rules;

/// <summary>Reads an example: people write names, the derivation wants ids, which are given out here from 1 in the order of the file.</summary>
internal sealed class ExampleFile
{
    private readonly Dictionary<string, DivisionId> places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OrganizationId> bodies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PostId> posts = new(StringComparer.Ordinal);
    private readonly List<AttributeRow> attributes = [];
    private readonly List<Term> terms = [];
    private long last;

    private ExampleFile() { }

    public static Example Read(Node node) => new ExampleFile().ReadExample(node);

    private Example ReadExample(Node node)
    {
        var example = node.Object("name", "clauses", "asOf", "path", "beside", "organizations", "posts", "portfolios", "contacts", "filter", "expect");
        var filter = example.Maybe("filter").Object("programme", "kind");
        var expect = example["expect"].Object("links", "gaps");
        var path = example["path"].List(ReadPlace);
        return new Example
        {
            Pointer = node.Pointer,
            Name = example["name"].Text(),
            Clauses = example["clauses"].List(clause => clause.String()),
            Ground = new Ground
            {
                AsOf = example["asOf"].Day(),
                Path = path,
                Beside = example.Maybe("beside").List(ReadPlace),
                Attributes = attributes,
                Bodies = example.Maybe("organizations").List(ReadBody),
                Seats = example.Maybe("posts").List(ReadSeat),
                Terms = terms,
                Portfolios = example.Maybe("portfolios").List(ReadPortfolio),
                Contacts = example.Maybe("contacts").List(row => ReadContact(row, path)),
            },
            Filter = new ChainFilter
            {
                Programmes = filter.Maybe("programme").List(name => name.String()),
                Kinds = filter.Maybe("kind").List(kind => kind.Enum<ResponsibilityKind>()),
            },
            Links = expect["links"].List(ReadLink, mayBeEmpty: true),
            Gaps = expect["gaps"].List(ReadGap, mayBeEmpty: true),
        };
    }

    private Place ReadPlace(Node node)
    {
        var place = node.Object("name", "level", "from", "tags", "numbers");
        var id = new DivisionId(++last);
        var name = Named(place["name"], places, id);
        attributes.AddRange(place.Maybe("tags").List(row => ReadAttribute(row.Object("tag", "from", "until"), "tag", id)));
        attributes.AddRange(place.Maybe("numbers").List(row => ReadAttribute(row.Object("number", "value", "from", "until"), "number", id)));
        return new Place { Id = id, Code = $"{id.Value}", Name = name, Level = place["level"].Enum<Level>(), ValidFrom = From(place), Ledger = id.Value };
    }

    private AttributeRow ReadAttribute(Node row, string member, DivisionId division) => new()
    {
        Division = division,
        Name = row[member].String(),
        Value = member is "number" ? row["value"].Number() : null,
        ValidFrom = From(row),
        ValidUntil = Until(row),
        Ledger = ++last,
    };

    private Body ReadBody(Node node)
    {
        var body = node.Object("name", "kind", "division", "from", "until");
        var id = new OrganizationId(++last);
        return new Body
        {
            Id = id,
            Division = Find(body["division"], places),
            Kind = body["kind"].Enum<OrganizationKind>(),
            Name = Named(body["name"], bodies, id),
            ValidFrom = From(body),
            ValidUntil = Until(body),
            Ledger = id.Value,
        };
    }

    private Seat ReadSeat(Node node)
    {
        var post = node.Object("title", "position", "organization", "capacity", "from", "until", "holders");
        var id = new PostId(++last);
        var seat = new Seat
        {
            Id = id,
            Organization = Find(post["organization"], bodies),
            Position = post["position"].String(),
            Title = Named(post["title"], posts, id),
            Capacity = post.Maybe("capacity").Integer(1),
            ValidFrom = From(post),
            ValidUntil = Until(post),
            Ledger = id.Value,
        };
        terms.AddRange(post.Maybe("holders").List(holder => ReadTerm(holder.Object("name", "kind", "from", "until"), id)));
        return seat;
    }

    private Term ReadTerm(Node term, PostId post)
    {
        var id = ++last;
        return new Term
        {
            Id = new AppointmentId(id),
            Post = post,
            Official = new OfficialId(id),
            StaffNumber = $"{id}",
            Name = term["name"].String(),
            Kind = term["kind"].Enum<AppointmentKind>(),
            ValidFrom = From(term),
            ValidUntil = Until(term),
            Ledger = id,
        };
    }

    private Portfolio ReadPortfolio(Node node)
    {
        var row = node.Object("post", "organization", "programme", "department", "from", "until");
        if (row.Exists && row.Maybe("programme").Exists == row.Maybe("department").Exists)
            row.Fail(RuleSetFaults.Value(row.Pointer, "a portfolio of either a programme or a department", "专项或部门二者之一的分管"));
        var (post, organization) = Bearer(row);
        OrganizationId? department = row.Maybe("department") is { Exists: true } name ? Find(name, bodies) : null;
        return new Portfolio
        {
            Id = new PortfolioId(++last),
            Post = post,
            Organization = organization,
            Department = department,
            Programme = row.Maybe("programme") is { Exists: true } programme ? programme.String() : null,
            ValidFrom = From(row),
            ValidUntil = Until(row),
            Ledger = last,
        };
    }

    private Contact ReadContact(Node node, IReadOnlyList<Place> path)
    {
        var row = node.Object("post", "organization", "division", "from", "until");
        var (post, organization) = Bearer(row);
        // A contact elsewhere is what an example wants to show as having no effect: a division off the path gets an id of its own.
        var name = row["division"].String();
        var place = path.FirstOrDefault(place => place.Name == name);
        return new Contact
        {
            Id = new ContactId(++last),
            Post = post,
            Organization = organization,
            Division = place?.Id ?? new DivisionId(-last),
            Code = place?.Code ?? "elsewhere",
            Name = name,
            ValidFrom = From(row),
            ValidUntil = Until(row),
            Ledger = last,
        };
    }

    private (PostId? Post, OrganizationId? Organization) Bearer(Node row)
    {
        if (row.Maybe("post") is { Exists: true } post) return (Find(post, posts), null);
        return (null, Find(row["organization"], bodies));
    }

    private static ExpectedLink ReadLink(Node node)
    {
        var link = node.Object("clause", "grade", "position", "organization", "programmes", "vacancy", "since");
        return new ExpectedLink(
            link["clause"].String(), link["grade"].Enum<Grade>(), Maybe(link), MaybeKind(link),
            link.Maybe("programmes") is { Exists: true } programmes ? programmes.List(name => name.String(), mayBeEmpty: true) : null,
            link.Maybe("vacancy") is { Exists: true } vacancy ? vacancy.Enum<VacancyStatus>() : null, MaybeSince(link));
    }

    private static ExpectedGap ReadGap(Node node)
    {
        var gap = node.Object("clause", "reason", "position", "organization", "since", "acting", "seats");
        return new ExpectedGap(
            gap["clause"].String(), gap["reason"].Enum<GapReason>(), Maybe(gap), MaybeKind(gap), MaybeSince(gap), gap.Maybe("acting").Boolean(),
            gap.Maybe("seats") is { Exists: true } seats ? seats.Integer(1) : null);
    }

    private static string? Maybe(Node node) => node.Maybe("position") is { Exists: true } position ? position.String() : null;

    private static OrganizationKind? MaybeKind(Node node) => node.Maybe("organization") is { Exists: true } kind ? kind.Enum<OrganizationKind>() : null;

    private static DateOnly? MaybeSince(Node node) => node.Maybe("since") is { Exists: true } since ? since.Day() : null;

    private static DateOnly From(Node row) => row.Maybe("from").DayOr(Period.BeforeRecords);

    private static DateOnly Until(Node row) => row.Maybe("until").DayOr(Period.Open);

    private static string Named<TId>(Node node, Dictionary<string, TId> names, TId id)
    {
        var name = node.String();
        if (!names.TryAdd(name, id) && name.Length > 0) node.Fail(RuleSetFaults.Twice(node.Pointer, name));
        return name;
    }

    private static TId Find<TId>(Node node, Dictionary<string, TId> names) where TId : struct
    {
        var name = node.String();
        if (names.TryGetValue(name, out var id)) return id;
        if (name.Length > 0) node.Fail(RuleSetFaults.NoName(node.Pointer, name));
        return default;
    }
}
