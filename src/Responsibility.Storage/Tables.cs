using static Responsibility.Storage.ColumnType;

namespace Responsibility.Storage;

/// <summary>The domain tables: what replay rebuilds and compares.</summary>
public static class Tables
{
    public static readonly VersionTable Division = new("division", "division", TellsOf.Division, new("code"), new("name"), new("level"), new("parent_id", Whole, Of: "division"));

    /// <summary>Changes of divisions, each with the day on which it took effect as its first.</summary>
    public static readonly VersionTable DivisionChange = new("division_change", "divisionChange", null, new("type"), new("division_id", Whole, Of: "division"), new("document"));

    public static readonly VersionTable Attribute = new("attribute", "attribute", TellsOf.Attribute, new("division_id", Whole, Of: "division"), new("name"), new("value", Number));

    public static readonly VersionTable Organization = new(
        "organization", "organization", TellsOf.Organization, new("division_id", Whole, Of: "division"), new("kind"), new("name"), new("parent_id", Whole, Of: "organization"));

    public static readonly VersionTable Post = new(
        "post", "post", TellsOf.Post, new("organization_id", Whole, Of: "organization"), new("position"), new("title"), new("rank"), new("capacity", Whole));

    public static readonly VersionTable Official = new(
        "official", "official", TellsOf.Official, new("staff_number"), new("name", Personal: true), new("phone", Personal: true), new("home_organization_id", Whole, Of: "organization"));

    public static readonly VersionTable Appointment = new(
        "appointment", "appointment", TellsOf.Appointment, new("official_id", Whole, Of: "official"), new("post_id", Whole, Of: "post"), new("kind"), new("document"), new("document_date", Day),
        new("end_document"), new("end_reason", Personal: true), new("dispatched_by"));

    public static readonly VersionTable Portfolio = new(
        "portfolio", "portfolio", TellsOf.Portfolio, new("post_id", Whole, Of: "post"), new("organization_id", Whole, Of: "organization"), new("programme"), new("department_id", Whole, Of: "organization"), new("document"));

    public static readonly VersionTable Contact = new(
        "contact", "contact", TellsOf.Contact, new("post_id", Whole, Of: "post"), new("organization_id", Whole, Of: "organization"), new("division_id", Whole, Of: "division"), new("document"));

    public static readonly VersionTable Task = new(
        "task", "task", TellsOf.Task, new("parent_id", Whole, Of: "task"), new("division_id", Whole, Of: "division"), new("title"), new("programme"), new("metric"), new("quantity", Number), new("unit"),
        new("starts_on", Day), new("due_on", Day), new("document"), new("state"), new("stepped_on", Day), new("verified", Number), new("verifier_id", Whole, Of: "organization", OrAbove: true),
        new("extended_from", Day), new("approver_id", Whole, Of: "organization", OrAbove: true), new("note", Personal: true));

    /// <summary>Reports of progress, each with the day of which it tells as its first.</summary>
    public static readonly VersionTable ProgressReport = new(
        "progress_report", "progressReport", TellsOf.ProgressReport, new("task_id", Whole, Of: "task"), new("quantity", Number), new("note", Personal: true), new("evidence", Personal: true));

    /// <summary>Notices, each with the day of its issue as its first.</summary>
    public static readonly VersionTable Notice = new(
        "supervision_notice", "supervisionNotice", TellsOf.Notice, new("task_id", Whole, Of: "task"), new("division_id", Whole, Of: "division"), new("organization_id", Whole, Of: "organization"), new("post_id", Whole, Of: "post"),
        new("rule_set_id", Whole), new("clause"), new("rung"), new("colour"), new("reason"), new("issued_on", Day), new("due_on", Day), new("working_days", Whole),
        new("gone", Number), new("done", Number), new("state"), new("note", Personal: true));

    /// <summary>Problems, each with the day on which it was found as its first.</summary>
    public static readonly VersionTable Problem = new(
        "problem", "problem", TellsOf.Problem, new("division_id", Whole, Of: "division"), new("programme"), new("source"), new("inspection_id", Whole, Of: "inspection"), new("severity"), new("title"),
        new("description", Personal: true), new("document"))
    {
        NameColumn = "title",
    };

    public static readonly VersionTable Inspection = new(
        "inspection", "inspection", TellsOf.Inspection, new("group_id", Whole, Of: "organization"), new("title"), new("scope"), new("document"))
    {
        NameColumn = "title",
        Listed = ("scope", "inspection_scope", "division_id"),
    };

    public static readonly VersionTable InspectionMember = new(
        "inspection_member", "inspectionMember", TellsOf.InspectionMember, new("group_id", Whole, Of: "organization"), new("official_id", Whole, Of: "official"), new("leader", Whole), new("detached_from_id", Whole, Of: "organization"),
        new("planned_until", Day), new("document"));

    /// <summary>What officials did of their duties, each with the day on which it was done as its first.</summary>
    public static readonly VersionTable DutyRecord = new(
        "duty_record", "dutyRecord", TellsOf.DutyRecord, new("official_id", Whole, Of: "official"), new("act"), new("obligation"), new("division_id", Whole, Of: "division"), new("nights", Whole),
        new("note", Personal: true), new("document"));

    /// <summary>Responsibility letters, each with the day of signing as its first.</summary>
    public static readonly VersionTable Letter = new(
        "responsibility_letter", "responsibilityLetter", TellsOf.Letter, new("year", Whole), new("superior_id", Whole, Of: "organization", OrAbove: true), new("subordinate_id", Whole, Of: "organization"),
        new("document"));

    /// <summary>Handovers of posts that were signed, each with the day of signing as its first.</summary>
    public static readonly VersionTable Handover = new(
        "handover", "handover", TellsOf.Handover, new("post_id", Whole, Of: "post"), new("official_id", Whole, Of: "official"), new("appointment_id", Whole, Of: "appointment"), new("predecessor_id", Whole, Of: "appointment"), new("changed_on", Day),
        new("note", Personal: true));

    public static readonly VersionTable Case = new(
        "accountability_case", "accountabilityCase", TellsOf.Case, new("division_id", Whole, Of: "division"), new("programme"), new("incident_on", Day), new("incident_until", Day),
        new("description", Personal: true), new("task_id", Whole, Of: "task"), new("problem_id", Whole, Of: "problem"), new("notice_id", Whole, Of: "supervisionNotice"), new("complaint"), new("state"), new("findings", Personal: true), new("note", Personal: true));

    /// <summary>Sanctions, each with the day on which it was proposed as its first.</summary>
    public static readonly VersionTable Sanction = new(
        "sanction", "sanction", TellsOf.Sanction, new("case_id", Whole, Of: "accountabilityCase"), new("official_id", Whole, Of: "official"), new("organization_id", Whole, Of: "organization"),
        new("appointment_id", Whole, Of: "appointment"), new("post_id", Whole, Of: "post"), new("rule_set_id", Whole), new("clause"), new("grade"), new("liability"), new("form"),
        new("proposer_id", Whole, Of: "organization", OrAbove: true), new("proposed_on", Day), new("decider_id", Whole, Of: "organization", OrAbove: true), new("decided_on", Day), new("document"), new("effective_until", Day),
        new("state"), new("stepped_on", Day), new("text", Personal: true), new("note", Personal: true));

    /// <summary>Appraisals that were published, each with the day of publication as its first; their results are beside it.</summary>
    public static readonly VersionTable Appraisal = new(
        "appraisal", "appraisal", TellsOf.Appraisal, new("year", Whole), new("division_id", Whole, Of: "division"), new("rule_set_id", Whole), new("derived_at", Whole),
        new("publisher_id", Whole, Of: "organization", OrAbove: true), new("document"));

    /// <summary>Scores that were entered, each with the first day of its year as its first.</summary>
    public static readonly VersionTable AppraisalScore = new(
        "appraisal_score", "appraisalScore", TellsOf.AppraisalScore, new("year", Whole), new("official_id", Whole, Of: "official"), new("post_id", Whole, Of: "post"), new("indicator"), new("score", Number), new("document"));

    /// <summary>Objections to published results, each with the day on which it was lodged as its first.</summary>
    public static readonly VersionTable AppraisalObjection = new(
        "appraisal_objection", "appraisalObjection", TellsOf.AppraisalObjection, new("appraisal_id", Whole), new("division_id", Whole, Of: "division"), new("official_id", Whole, Of: "official"),
        new("post_id", Whole, Of: "post"), new("objected_on", Day), new("indicator"), new("score", Number), new("decider_id", Whole, Of: "organization", OrAbove: true), new("document"), new("state"), new("stepped_on", Day),
        new("text", Personal: true), new("note", Personal: true));

    /// <summary>Why officials were appointed, as it was stated with the appointment, each with the first day of the term as its first: most of all where a sanction barred it.</summary>
    public static readonly VersionTable Confirmation = new(
        "appointment_confirmation", "appointmentConfirmation", TellsOf.Confirmation, new("appointment_id", Whole, Of: "appointment"), new("official_id", Whole, Of: "official"), new("sanctions"), new("reason", Personal: true))
    {
        Kinds = "appointmentConfirmed",
    };

    /// <summary>Every domain table with the columns that order its rows.</summary>
    public static readonly IReadOnlyList<(string Table, string Key)> Domain =
    [
        ("division", "id, known_from, valid_from"),
        ("fact_division", "position, division_id"),
        ("division_change", "id, known_from, valid_from"),
        ("division_lineage", "predecessor_id, successor_id, known_from"),
        ("attribute", "id, known_from, valid_from"),
        ("organization", "id, known_from, valid_from"),
        ("post", "id, known_from, valid_from"),
        ("official", "id, known_from, valid_from"),
        ("appointment", "id, known_from, valid_from"),
        ("portfolio", "id, known_from, valid_from"),
        ("contact", "id, known_from, valid_from"),
        ("rule_set", "id, known_from, valid_from"),
        ("rule_seat", "rule_set_id, level, seat"),
        ("rule_home", "rule_set_id, rule, position, organization_kind"),
        ("rule_condition", "rule_set_id, rule, attribute"),
        ("rule_programme", "rule_set_id, rule, programme"),
        ("task", "id, known_from, valid_from"),
        ("task_bearer", "task_id, ordinal"),
        ("task_body", "task_id, ordinal"),
        ("progress_report", "id, known_from, valid_from"),
        ("supervision_notice", "id, known_from, valid_from"),
        ("task_verification", "id"),
        ("problem", "id, known_from, valid_from"),
        ("rectification", "id"),
        ("inspection", "id, known_from, valid_from"),
        ("inspection_scope", "id, known_from, valid_from, division_id"),
        ("inspection_member", "id, known_from, valid_from"),
        ("duty_record", "id, known_from, valid_from"),
        ("responsibility_letter", "id, known_from, valid_from"),
        ("handover", "id, known_from, valid_from"),
        ("handover_item", "handover_id, ordinal"),
        ("accountability_case", "id, known_from, valid_from"),
        ("sanction", "id, known_from, valid_from"),
        ("appraisal", "id, known_from, valid_from"),
        ("appraisal_result", "appraisal_id, ordinal, known_from"),
        ("appraisal_score", "id, known_from, valid_from"),
        ("appraisal_objection", "id, known_from, valid_from"),
        ("appointment_confirmation", "id, known_from, valid_from"),
        ("api_key", "id, known_from"),
        ("erasure", "position"),
    ];

    /// <summary>Columns that say something about persons: they are withheld where it is told what a table holds.</summary>
    public static readonly IReadOnlySet<(string Table, string Column)> Personal = new HashSet<(string, string)>(
    [
        .. from table in new[] { Division, DivisionChange, Attribute, Organization, Post, Official, Appointment, Portfolio, Contact, Task, ProgressReport, Notice, Problem, Inspection, InspectionMember, DutyRecord, Letter, Handover, Case, Sanction, Confirmation, Appraisal, AppraisalScore, AppraisalObjection }
           from column in table.Columns
           where column.Personal
           select (table.Name, column.Name),
        ("api_key", "note"),
        ("task_verification", "reason"),
    ]);
}
