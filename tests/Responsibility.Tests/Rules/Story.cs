using System.Globalization;

namespace Responsibility.Rules;

/// <summary>Tells a ground in the words of the field; ids and ledger positions count up as the story goes on.</summary>
internal sealed class Story(string asOf = "2017-07-09")
{
    private readonly List<Place> path = [];
    private readonly List<AttributeRow> attributes = [];
    private readonly List<Body> bodies = [];
    private readonly List<Seat> seats = [];
    private readonly List<Term> terms = [];
    private readonly List<Portfolio> portfolios = [];
    private readonly List<Contact> contacts = [];
    private long last;

    public static readonly RuleSet Henan = RuleSet.Parse(Files.Read("rules", "henan-2017.json")).Match(set => set, refusal =>
        throw new InvalidOperationException(string.Join('\n', refusal.Faults.Select(fault => $"{fault.Pointer} {fault.Code} {fault.Detail.En}"))));

    public Ground Ground => new()
    {
        AsOf = Day(asOf),
        Path = path,
        Attributes = attributes,
        Bodies = bodies,
        Seats = seats,
        Terms = terms,
        Portfolios = portfolios,
        Contacts = contacts,
    };

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly From(string? day) => day is null ? Period.BeforeRecords : Day(day);

    private static DateOnly Until(string? day) => day is null ? Period.Open : Day(day);

    public Story Place(string name, Level level, string? from = null)
    {
        path.Add(new Place { Id = new(++last), Code = $"{last}", Name = name, Level = level, ValidFrom = From(from), Ledger = last });
        return this;
    }

    /// <summary>Says something of the last place named.</summary>
    public Story Tag(string tag, string? from = null, string? until = null, decimal? value = null)
    {
        attributes.Add(new AttributeRow { Division = path[^1].Id, Name = tag, Value = value, ValidFrom = From(from), ValidUntil = Until(until), Ledger = ++last });
        return this;
    }

    /// <summary>A body in the last place named.</summary>
    public Story Body(OrganizationKind kind, string? from = null, string? until = null)
    {
        bodies.Add(new Body { Id = new(++last), Division = path[^1].Id, Kind = kind, Name = $"{path[^1].Name} {kind}", ValidFrom = From(from), ValidUntil = Until(until), Ledger = last });
        return this;
    }

    /// <summary>A post in the last body named.</summary>
    public Story Post(string position, long capacity = 1, string? from = null, string? until = null)
    {
        seats.Add(new Seat
        {
            Id = new(++last),
            Organization = bodies[^1].Id,
            Position = position,
            Title = position,
            Capacity = capacity,
            ValidFrom = From(from),
            ValidUntil = Until(until),
            Ledger = last,
        });
        return this;
    }

    /// <summary>A term in the last post named.</summary>
    public Story Held(string? from = null, string? until = null, AppointmentKind kind = AppointmentKind.Substantive)
    {
        terms.Add(new Term
        {
            Id = new(++last),
            Post = seats[^1].Id,
            Official = new(last),
            StaffNumber = $"{last}",
            Kind = kind,
            ValidFrom = From(from),
            ValidUntil = Until(until),
            Ledger = last,
        });
        return this;
    }

    /// <summary>A portfolio of the last body, or of the last post.</summary>
    public Story Portfolio(string? programme = null, int? departmentOf = null, bool ofPost = false, string? until = null)
    {
        portfolios.Add(new Portfolio
        {
            Id = new(++last),
            Post = ofPost ? seats[^1].Id : null,
            Organization = ofPost ? null : bodies[^1].Id,
            Programme = programme,
            Department = departmentOf is { } i ? bodies[i].Id : null,
            ValidUntil = Until(until),
            Ledger = last,
        });
        return this;
    }

    /// <summary>A contact of the last body, or of the last post, to a place that will be named in this order.</summary>
    public Story Contact(long division, bool ofPost = false)
    {
        contacts.Add(new Contact
        {
            Id = new(++last),
            Post = ofPost ? seats[^1].Id : null,
            Organization = ofPost ? null : bodies[^1].Id,
            Division = new(division),
            Code = $"{division}",
            Name = "",
            Ledger = last,
        });
        return this;
    }

    public ChainAnswer Chain(ChainFilter? filter = null) => Rules.Chain.Derive(Henan, Ground, filter ?? ChainFilter.None);

    /// <summary>What one clause makes of the story.</summary>
    public IReadOnlyList<ChainLink> Links(string clause, ChainFilter? filter = null) => [.. Chain(filter).Links.Where(link => link.Basis.Clause == clause)];

    public IReadOnlyList<ChainGap> Gaps(string clause, ChainFilter? filter = null) => [.. Chain(filter).Gaps.Where(gap => gap.Clause == clause)];
}
