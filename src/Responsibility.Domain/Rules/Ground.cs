namespace Responsibility.Rules;

/// <summary>What the register knows, at one position, about a division and those above it: everything that a chain is derived from.</summary>
/// <remarks>
/// Rows may lie outside <see cref="AsOf"/>. Ended ones tell since when a post is vacant, coming ones whether a holder has a successor.
/// A thing that changed (a new name, a new title) has one row per period.
/// </remarks>
public sealed record Ground
{
    public required DateOnly AsOf { get; init; }

    /// <summary>The division asked about and its ancestors, from the top down; the last one is the one asked about.</summary>
    public required IReadOnlyList<Place> Path { get; init; }

    /// <summary>Divisions outside the path, a post or body of which is linked to a division of it: a reach of a river has the chiefs of both its banks.</summary>
    public IReadOnlyList<Place> Beside { get; init; } = [];

    public IReadOnlyList<AttributeRow> Attributes { get; init; } = [];

    /// <summary>Bodies in the divisions of the path, and in those beside it.</summary>
    public IReadOnlyList<Body> Bodies { get; init; } = [];

    /// <summary>Posts of those bodies.</summary>
    public IReadOnlyList<Seat> Seats { get; init; } = [];

    /// <summary>Terms of office in those posts.</summary>
    public IReadOnlyList<Term> Terms { get; init; } = [];

    /// <summary>Portfolios of those posts and bodies, and of the departments that these portfolios name.</summary>
    public IReadOnlyList<Portfolio> Portfolios { get; init; } = [];

    /// <summary>Contacts of those posts and bodies. Those that do not lead into the path have no effect.</summary>
    public IReadOnlyList<Contact> Contacts { get; init; } = [];

    /// <summary>All of these divisions in the order of their links: the path from the top down, and those beside it behind the last of the path that is not of a lower level.</summary>
    public static IReadOnlyList<Place> Ordered(IReadOnlyList<Place> path, IEnumerable<Place> beside)
    {
        var waiting = new Queue<Place>(beside.OrderBy(place => place.Level).ThenBy(place => place.Code, StringComparer.Ordinal));
        var places = new List<Place>(path.Count + waiting.Count);
        foreach (var place in path)
        {
            while (waiting.TryPeek(out var next) && next.Level < place.Level) places.Add(waiting.Dequeue());
            places.Add(place);
        }
        return [.. places, .. waiting];
    }
}

/// <summary>A division of the path, or one beside it.</summary>
public sealed record Place
{
    public required DivisionId Id { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    public required Level Level { get; init; }

    /// <summary>First day on which the division exists, under whatever name.</summary>
    public DateOnly ValidFrom { get; init; } = Period.BeforeRecords;

    public required long Ledger { get; init; }
}

/// <summary>A tag (no value) or a number of a division.</summary>
public sealed record AttributeRow
{
    public required DivisionId Division { get; init; }

    public required string Name { get; init; }

    public decimal? Value { get; init; }

    public DateOnly ValidFrom { get; init; } = Period.BeforeRecords;

    public DateOnly ValidUntil { get; init; } = Period.Open;

    public required long Ledger { get; init; }
}

/// <summary>An organization.</summary>
public sealed record Body
{
    public required OrganizationId Id { get; init; }

    public required DivisionId Division { get; init; }

    public required OrganizationKind Kind { get; init; }

    public required string Name { get; init; }

    public DateOnly ValidFrom { get; init; } = Period.BeforeRecords;

    public DateOnly ValidUntil { get; init; } = Period.Open;

    public required long Ledger { get; init; }
}

/// <summary>A post.</summary>
public sealed record Seat
{
    public required PostId Id { get; init; }

    public required OrganizationId Organization { get; init; }

    public required string Position { get; init; }

    public required string Title { get; init; }

    public long Capacity { get; init; } = 1;

    /// <summary>First day of the post in whatever body; null where that is among the rows.</summary>
    public DateOnly? Start { get; init; }

    public DateOnly ValidFrom { get; init; } = Period.BeforeRecords;

    public DateOnly ValidUntil { get; init; } = Period.Open;

    public required long Ledger { get; init; }
}

/// <summary>An appointment: one official's term in one post.</summary>
public sealed record Term
{
    public required AppointmentId Id { get; init; }

    public required PostId Post { get; init; }

    public required OfficialId Official { get; init; }

    public required string StaffNumber { get; init; }

    /// <summary>Null once erased.</summary>
    public string? Name { get; init; }

    public required AppointmentKind Kind { get; init; }

    public DateOnly ValidFrom { get; init; } = Period.BeforeRecords;

    public DateOnly ValidUntil { get; init; } = Period.Open;

    public string? Document { get; init; }

    public required long Ledger { get; init; }

    /// <summary>Position of the official's own row, on which the name rests; 0 if there is none.</summary>
    public long OfficialLedger { get; init; }
}

/// <summary>A field of work (分管) that a post or a body has: a programme, or a department with all of its programmes.</summary>
public sealed record Portfolio
{
    public required PortfolioId Id { get; init; }

    public PostId? Post { get; init; }

    public OrganizationId? Organization { get; init; }

    public string? Programme { get; init; }

    public OrganizationId? Department { get; init; }

    public string? DepartmentName { get; init; }

    public DateOnly ValidFrom { get; init; } = Period.BeforeRecords;

    public DateOnly ValidUntil { get; init; } = Period.Open;

    public string? Document { get; init; }

    public required long Ledger { get; init; }
}

/// <summary>A division to which a post or a body is linked (联系、分包).</summary>
public sealed record Contact
{
    public required ContactId Id { get; init; }

    public PostId? Post { get; init; }

    public OrganizationId? Organization { get; init; }

    public required DivisionId Division { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    public DateOnly ValidFrom { get; init; } = Period.BeforeRecords;

    public DateOnly ValidUntil { get; init; } = Period.Open;

    public string? Document { get; init; }

    public required long Ledger { get; init; }
}
