namespace Responsibility.Rules;

/// <summary>Who is accountable for a division on a day, on what ground, and what is missing.</summary>
public sealed record ChainAnswer
{
    public required DivisionReference Division { get; init; }

    public required DateOnly AsOf { get; init; }

    public required RuleSetReference RuleSet { get; init; }

    /// <summary>Whether nothing that was asked about is missing.</summary>
    public required bool Complete { get; init; }

    /// <summary>Ordered by level, the rule's place in the file, organization, post, then portfolio or contact.</summary>
    public required IReadOnlyList<ChainLink> Links { get; init; }

    public required IReadOnlyList<ChainGap> Gaps { get; init; }
}

/// <summary>What one division of a path contributes to a chain.</summary>
public sealed record ChainPart(IReadOnlyList<ChainLink> Links, IReadOnlyList<ChainGap> Gaps);

/// <summary>One bearer of one responsibility on one ground.</summary>
/// <example>
/// {
///   "division": {"code": "410225000000", "name": "兰考县", "level": "county"}, "kind": "mainBody", "grade": "firstResponsible", "scope": {"programmes": null},
///   "organization": {"id": 901, "name": "中共兰考县委", "kind": "partyCommittee"}, "post": {"id": 902, "position": "partySecretary", "title": "县委书记"},
///   "holders": [
///     {
///       "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"},
///       "appointment": {"id": 904, "kind": "substantive", "validFrom": "2016-05-01", "validUntil": null, "document": "豫组干〔2016〕12号"}
///     }
///   ],
///   "vacancy": null,
///   "basis": {"clause": "7", "text": "The heads of party committee and government of a city or county are the first responsible.", "portfolio": null, "contact": null},
///   "ledger": [15, 812, 901, 902, 903, 904]
/// }
/// </example>
public sealed record ChainLink
{
    /// <summary>The division in whose body the responsibility is borne.</summary>
    public required DivisionReference Division { get; init; }

    public required ResponsibilityKind Kind { get; init; }

    public required Grade Grade { get; init; }

    public required LinkScope Scope { get; init; }

    public required OrganizationReference Organization { get; init; }

    /// <summary>Null where the body itself is the bearer.</summary>
    public PostReference? Post { get; init; }

    /// <summary>Those who hold the post that day: first those who fill it, then those who act or are in charge.</summary>
    public required IReadOnlyList<Holder> Holders { get; init; }

    /// <summary>Null where every seat of the post is filled for longer than 30 days.</summary>
    public LinkVacancy? Vacancy { get; init; }

    public required Basis Basis { get; init; }

    /// <summary>Positions in the ledger of everything that the link rests on.</summary>
    public required IReadOnlyList<long> Ledger { get; init; }

    /// <summary>The rule's place in the file: a clause may be put into practice by several rules that say the same under different conditions.</summary>
    internal int Rule { get; init; }
}

/// <summary>A required responsibility that nobody bears, or not as many as should.</summary>
/// <example>
/// {
///   "division": {"code": "410225101201", "name": "任庄村", "level": "village"}, "clause": "11", "kind": "townshipVillageContract", "grade": "main",
///   "reason": "postMissing", "acting": false, "since": "2017-01-01", "position": "residentFirstSecretary", "organizationKind": null, "organization": null, "post": null, "seats": 1
/// }
/// </example>
public sealed record ChainGap
{
    public required DivisionReference Division { get; init; }

    public required string Clause { get; init; }

    public required ResponsibilityKind Kind { get; init; }

    public required Grade Grade { get; init; }

    public required GapReason Reason { get; init; }

    /// <summary>Whether somebody carries the work without filling the seat (代理、主持工作).</summary>
    public required bool Acting { get; init; }

    /// <summary>First day of the gap; null if it was so before records began.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Position that is missing or vacant.</summary>
    public string? Position { get; init; }

    /// <summary>Kind of organization that is missing.</summary>
    public OrganizationKind? OrganizationKind { get; init; }

    /// <summary>Organization of the vacant post.</summary>
    public OrganizationReference? Organization { get; init; }

    /// <summary>The vacant post.</summary>
    public PostReference? Post { get; init; }

    /// <summary>Seats that are open: 1 for a missing post or organization.</summary>
    public required long Seats { get; init; }
}

/// <summary>A version of a rule set.</summary>
public sealed record RuleSetReference(string Id, int Version);

/// <summary>A division by code, name and level.</summary>
public sealed record DivisionReference(string Code, string Name, Level Level);

/// <summary>An organization by id, name and kind.</summary>
public sealed record OrganizationReference(OrganizationId Id, string Name, OrganizationKind Kind);

/// <summary>A post by id, position and title.</summary>
public sealed record PostReference(PostId Id, string Position, string Title);

/// <summary>What a responsibility covers.</summary>
/// <param name="Programmes">Null: everything.</param>
public sealed record LinkScope(IReadOnlyList<string>? Programmes);

/// <summary>Who holds a post, by which appointment.</summary>
public sealed record Holder(HolderOfficial Official, HolderAppointment Appointment);

/// <summary>An official by id, staff number and name.</summary>
/// <param name="Name">Null once erased.</param>
public sealed record HolderOfficial(OfficialId Id, string StaffNumber, string? Name);

/// <summary>The term for which a post is held.</summary>
/// <param name="ValidFrom">First day in office.</param>
/// <param name="ValidUntil">First day no longer in office; null: open.</param>
/// <param name="Document">Number of the document of appointment (任职文号).</param>
public sealed record HolderAppointment(AppointmentId Id, AppointmentKind Kind, DateOnly ValidFrom, DateOnly? ValidUntil, string? Document);

/// <summary>That a post is not held, or soon will not be.</summary>
/// <param name="Status">Vacant, acting only, or ending soon: a holder leaves within 30 days and has no successor.</param>
/// <param name="Since">First day of the vacancy; null if it was so before records began, or is still to come.</param>
public sealed record LinkVacancy(VacancyStatus Status, DateOnly? Since);

/// <summary>The ground of a link: the clause and, where the rule asks for one, the portfolio or the contact.</summary>
/// <param name="Clause">Clause of the rule set.</param>
/// <param name="Text">What the clause says, in our own words, in the language asked for.</param>
/// <param name="Portfolio">The portfolio (分管) by which the bearer has it in charge.</param>
/// <param name="Contact">The contact (联系) by which the bearer is linked to the division.</param>
public sealed record Basis(string Clause, Text Text, BasisPortfolio? Portfolio, BasisContact? Contact);

/// <summary>The portfolio on which a link rests.</summary>
public sealed record BasisPortfolio(
    PortfolioId Id, string? Programme, BasisDepartment? Department, DateOnly ValidFrom, DateOnly? ValidUntil, string? Document);

/// <summary>A department by id and name.</summary>
public sealed record BasisDepartment(OrganizationId Id, string? Name);

/// <summary>The contact on which a link rests.</summary>
public sealed record BasisContact(ContactId Id, BasisDivision Division, DateOnly ValidFrom, DateOnly? ValidUntil, string? Document);

/// <summary>A division by code and name.</summary>
public sealed record BasisDivision(string Code, string Name);

/// <summary>Which part of a chain is asked for.</summary>
public sealed record ChainFilter
{
    public static readonly ChainFilter None = new();

    /// <summary>Programmes, any of which a link must cover; empty: all links.</summary>
    public IReadOnlyList<string> Programmes { get; init; } = [];

    /// <summary>Kinds of responsibility; empty: all.</summary>
    public IReadOnlyList<ResponsibilityKind> Kinds { get; init; } = [];

    internal bool Admits(ResponsibilityKind kind) => Kinds.Count is 0 || Kinds.Contains(kind);

    internal bool Admits(IReadOnlyList<string>? programmes) => Programmes.Count is 0 || programmes is null || programmes.Any(Programmes.Contains);
}
