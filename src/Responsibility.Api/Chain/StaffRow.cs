using Responsibility.Rules;

namespace Responsibility.Api.Chain;

/// <summary>A body, a post of it and a term on that post, in one row: one question for all three costs a third of three.</summary>
internal sealed record StaffRow
{
    public OrganizationId Organization { get; init; }
    public required string OrganizationKind { get; init; }
    public required string OrganizationName { get; init; }
    public DateOnly OrganizationFrom { get; init; }
    public DateOnly OrganizationUntil { get; init; }
    public long OrganizationLedger { get; init; }
    public bool BodyBears { get; init; }
    public bool PostBears { get; init; }
    public PostId? Post { get; init; }
    public string? Position { get; init; }
    public string? Title { get; init; }
    public long? Capacity { get; init; }
    public DateOnly? PostFrom { get; init; }
    public DateOnly? PostUntil { get; init; }

    /// <summary>First day of the post, also where it was in a body elsewhere then.</summary>
    public DateOnly? PostStart { get; init; }
    public long? PostLedger { get; init; }
    public AppointmentId? Appointment { get; init; }
    public OfficialId? Official { get; init; }
    public string? StaffNumber { get; init; }
    public string? Name { get; init; }
    public string? AppointmentKind { get; init; }
    public DateOnly? TermFrom { get; init; }
    public DateOnly? TermUntil { get; init; }
    public string? Document { get; init; }
    public long? TermLedger { get; init; }
    public long? OfficialLedger { get; init; }

    /// <summary>Whether anything here has a portfolio, so that it is worth asking for them.</summary>
    public bool Bears => BodyBears || PostBears;

    public static IReadOnlyList<Body> Bodies(IReadOnlyList<StaffRow> rows, DivisionId division) =>
    [
        .. rows.DistinctBy(r => (r.Organization, r.OrganizationFrom)).OrderBy(r => r.Organization.Value).ThenBy(r => r.OrganizationFrom).Select(r => new Body
        {
            Id = r.Organization, Division = division, Kind = Enum.Parse<OrganizationKind>(r.OrganizationKind, ignoreCase: true), Name = r.OrganizationName,
            ValidFrom = r.OrganizationFrom, ValidUntil = r.OrganizationUntil, Ledger = r.OrganizationLedger,
        }),
    ];

    public static IReadOnlyList<Seat> Seats(IReadOnlyList<StaffRow> rows) =>
    [
        .. rows.Where(r => r.Post is not null).DistinctBy(r => (r.Post, r.PostFrom)).OrderBy(r => r.Post!.Value.Value).ThenBy(r => r.PostFrom).Select(r => new Seat
        {
            Id = r.Post!.Value, Organization = r.Organization, Position = r.Position!, Title = r.Title!, Capacity = r.Capacity!.Value,
            ValidFrom = r.PostFrom!.Value, ValidUntil = r.PostUntil!.Value, Start = r.PostStart, Ledger = r.PostLedger!.Value,
        }),
    ];

    public static IReadOnlyList<Term> Terms(IReadOnlyList<StaffRow> rows) =>
    [
        .. rows.Where(r => r.Appointment is not null).DistinctBy(r => (r.Appointment, r.TermFrom)).OrderBy(r => r.Appointment!.Value.Value).ThenBy(r => r.TermFrom).Select(r => new Term
        {
            Id = r.Appointment!.Value, Post = r.Post!.Value, Official = r.Official!.Value, StaffNumber = r.StaffNumber ?? "", Name = r.Name,
            Kind = Enum.Parse<AppointmentKind>(r.AppointmentKind!, ignoreCase: true), ValidFrom = r.TermFrom!.Value, ValidUntil = r.TermUntil!.Value, Document = r.Document,
            Ledger = r.TermLedger!.Value, OfficialLedger = r.OfficialLedger ?? 0,
        }),
    ];
}
