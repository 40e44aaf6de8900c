using Responsibility.Api.Appointments;
using Responsibility.Api.Posts;
using Responsibility.Rules;

namespace Responsibility.Api.Accountability;

/// <summary>A sanction (处理): an official, or a body, held to account in a case. It is never deleted; one that was wrong is revoked.</summary>
/// <param name="Id">Ledger position of the fact that proposed it.</param>
/// <param name="Case">Id of the case.</param>
/// <param name="State">How far it has come on the day that is asked about.</param>
/// <param name="Since">The day of the step by which it came there.</param>
/// <param name="Official">The official; null where it is a body.</param>
/// <param name="Appointment">Id of the appointment by which the official answered for the place on a day of the incident.</param>
/// <param name="Post">The post held by it.</param>
/// <param name="Organization">The body; null where it is an official.</param>
/// <param name="Clause">Clause of the rule set by which they answered for the place.</param>
/// <param name="RuleSet">The rule set, and its version, by which that was derived.</param>
/// <param name="Grade">Grade of that responsibility.</param>
/// <param name="Liability">What the official was found liable for; null for a body.</param>
/// <param name="Form">Form of the sanction, as in the catalogue.</param>
/// <param name="Proposer">The body that proposed it.</param>
/// <param name="ProposedOn">The day of the proposal.</param>
/// <param name="Decider">The body that decided it, or upon the appeal; null before.</param>
/// <param name="DecidedOn">The day of that decision; null before.</param>
/// <param name="Document">Number of the document that says so; null before.</param>
/// <param name="EffectiveUntil">First day on which it has no effect any more (影响期); null while open or not said.</param>
/// <param name="Text">What it says; null where nothing was recorded or once erased.</param>
/// <example>
/// {
///   "id": 1302, "case": 1301, "state": "decided", "since": "2017-09-01", "official": {"id": 903, "staffNumber": "HN000123", "name": "王某"}, "appointment": 904,
///   "post": {"id": 902, "position": "partySecretary", "title": "县委书记"}, "organization": null, "clause": "7", "ruleSet": {"id": "henan-2017", "version": 1}, "grade": "firstResponsible",
///   "liability": "mainLeadership", "form": "admonition", "proposer": {"id": 970, "name": "开封市纪委", "kind": "disciplineCommission"}, "proposedOn": "2017-08-20",
///   "decider": {"id": 971, "name": "中共开封市委", "kind": "partyCommittee"}, "decidedOn": "2017-09-01", "document": "豫纪〔2017〕31号", "effectiveUntil": "2018-03-01", "text": null
/// }
/// </example>
public sealed record Sanction(
    SanctionId Id, CaseId Case, SanctionState State, DateOnly Since, OfficialRef? Official, AppointmentId? Appointment, PostRef? Post, OrganizationRef? Organization, string Clause, RuleSetReference RuleSet,
    Grade Grade, Liability? Liability, string Form, OrganizationRef? Proposer, DateOnly? ProposedOn, OrganizationRef? Decider, DateOnly? DecidedOn, string? Document, DateOnly? EffectiveUntil, string? Text);

internal sealed record SanctionRow
{
    public SanctionId Id { get; init; }
    public long KnownFrom { get; init; }
    public CaseId CaseId { get; init; }
    public SanctionState State { get; init; }
    public DateOnly SteppedOn { get; init; }
    public OfficialId? OfficialId { get; init; }
    public string? StaffNumber { get; init; }
    public string? OfficialName { get; init; }
    public AppointmentId? AppointmentId { get; init; }
    public PostId? PostId { get; init; }
    public string? Position { get; init; }
    public string? Title { get; init; }
    public OrganizationId? OrganizationId { get; init; }
    public string? OrganizationName { get; init; }
    public OrganizationKind? OrganizationKind { get; init; }
    public required string Clause { get; init; }
    public required string RuleSetName { get; init; }
    public long RuleSetVersion { get; init; }
    public Grade Grade { get; init; }
    public Liability? Liability { get; init; }
    public required string Form { get; init; }
    public OrganizationId? ProposerId { get; init; }
    public string? ProposerName { get; init; }
    public OrganizationKind? ProposerKind { get; init; }
    public DateOnly? ProposedOn { get; init; }
    public OrganizationId? DeciderId { get; init; }
    public string? DeciderName { get; init; }
    public OrganizationKind? DeciderKind { get; init; }
    public DateOnly? DecidedOn { get; init; }
    public string? Document { get; init; }
    public DateOnly? EffectiveUntil { get; init; }
    public string? Text { get; init; }

    public static readonly string Select =
        $"""
        SELECT san.id, san.known_from, san.case_id, san.state, san.stepped_on, san.official_id, f.staff_number, f.name AS official_name, san.appointment_id, san.post_id, p.position, p.title,
               san.organization_id, o.name AS organization_name, o.kind AS organization_kind, san.clause, r.name AS rule_set_name, r.version AS rule_set_version, san.grade, san.liability, san.form,
               san.proposer_id, w.name AS proposer_name, w.kind AS proposer_kind, san.proposed_on, san.decider_id, e.name AS decider_name, e.kind AS decider_kind, san.decided_on, san.document, san.effective_until, san.text
          FROM sanction san
          LEFT JOIN any_official f ON f.id = san.official_id AND {Known.Nearest("f", "any_official")}
          LEFT JOIN any_post p ON p.id = san.post_id AND {Known.Nearest("p", "any_post")}
          LEFT JOIN any_organization o ON o.id = san.organization_id AND {Known.Nearest("o", "any_organization")}
          LEFT JOIN any_organization w ON w.id = san.proposer_id AND {Known.Nearest("w", "any_organization")}
          LEFT JOIN any_organization e ON e.id = san.decider_id AND {Known.Nearest("e", "any_organization")}
          JOIN rule_set r ON r.id = san.rule_set_id AND {Known.Nearest("r", "rule_set")}
         WHERE {Known.On("san")}
        """;

    /// <summary>The sanctions of each of these cases: one question for all of them.</summary>
    public static async Task<ILookup<CaseId, SanctionRow>> Of(Session session, IReadOnlyList<CaseId> cases, Moment moment)
    {
        // Ids are numbers of our own making, so they may stand in the text; a thousand parameters would not do better.
        var ids = cases.Count is 0 ? "0" : string.Join(',', cases.Select(c => c.Value));
        return (await session.List<SanctionRow>($"{Select} AND san.case_id IN ({ids}) ORDER BY san.case_id, san.id", new { moment.AsOf, moment.KnownAt })).ToLookup(s => s.CaseId);
    }

    /// <summary>The sanction on the moment's day, or on the nearest to it; null where the register did not know of it.</summary>
    public static async Task<Seen<Sanction>?> Show(Session session, long id, Moment moment)
    {
        if (await Versions.Nearest(session, Tables.Sanction, id, moment) is not var (day, version)) return null;
        return new((await session.Get<SanctionRow>($"{Select} AND san.id = @id", new { id, day.AsOf, day.KnownAt })).Show(), version, moment);
    }

    public Sanction Show() => new(
        Id, CaseId, State, SteppedOn, OfficialId is { } official ? new OfficialRef(official, StaffNumber!, OfficialName) : null, AppointmentId,
        PostId is { } post ? new PostRef(post, Position!, Title!) : null, Body(OrganizationId, OrganizationName, OrganizationKind), Clause, new RuleSetReference(RuleSetName, (int)RuleSetVersion), Grade, Liability, Form,
        Body(ProposerId, ProposerName, ProposerKind), ProposedOn, Body(DeciderId, DeciderName, DeciderKind), DecidedOn, Document, EffectiveUntil, Text);

    private static OrganizationRef? Body(OrganizationId? id, string? name, OrganizationKind? kind) => id is { } body ? new OrganizationRef(body, name!, kind!.Value) : null;
}
