namespace Responsibility.Storage;

/// <summary>Of which divisions a fact about a thing tells: those in whose part of a chain anything of it is shown, whenever and however it was known.</summary>
/// <remarks>Rather too many than one too few: what was derived of a division is carried over as long as no fact told of it.</remarks>
internal static class TellsOf
{
    /// <summary>The division itself, and those whose posts or bodies are linked to it: their links name it.</summary>
    public const string Division =
        """
        SELECT CAST(@thing AS bigint) AS division_id
         UNION SELECT o.division_id FROM contact c JOIN organization o ON o.id = c.organization_id WHERE c.division_id = @thing
         UNION SELECT o.division_id FROM contact c JOIN post p ON p.id = c.post_id JOIN organization o ON o.id = p.organization_id WHERE c.division_id = @thing
        """;

    public const string Attribute = "SELECT division_id FROM attribute WHERE id = @thing";

    /// <summary>Its own division, those to which it or its posts are linked, and those in whose portfolios it is a department.</summary>
    public const string Organization =
        """
        SELECT division_id FROM organization WHERE id = @thing
         UNION SELECT c.division_id FROM contact c WHERE c.organization_id = @thing
         UNION SELECT c.division_id FROM post p JOIN contact c ON c.post_id = p.id WHERE p.organization_id = @thing
         UNION SELECT o.division_id FROM portfolio r JOIN organization o ON o.id = r.organization_id WHERE r.department_id = @thing
         UNION SELECT o.division_id FROM portfolio r JOIN post p ON p.id = r.post_id JOIN organization o ON o.id = p.organization_id WHERE r.department_id = @thing
        """;

    public const string Post =
        """
        SELECT o.division_id FROM post p JOIN organization o ON o.id = p.organization_id WHERE p.id = @thing
         UNION SELECT c.division_id FROM contact c WHERE c.post_id = @thing
        """;

    /// <summary>Wherever the official ever held a post, and where the official is at home.</summary>
    public const string Official =
        """
        SELECT o.division_id FROM appointment a JOIN post p ON p.id = a.post_id JOIN organization o ON o.id = p.organization_id WHERE a.official_id = @thing
         UNION SELECT o.division_id FROM official f JOIN organization o ON o.id = f.home_organization_id WHERE f.id = @thing
        """;

    public const string Appointment =
        "SELECT DISTINCT o.division_id FROM appointment a JOIN post p ON p.id = a.post_id JOIN organization o ON o.id = p.organization_id WHERE a.id = @thing";

    /// <summary>The bearer's division, and those whose portfolios give this body's programmes on.</summary>
    public const string Portfolio =
        """
        SELECT o.division_id FROM portfolio r JOIN organization o ON o.id = r.organization_id WHERE r.id = @thing
         UNION SELECT o.division_id FROM portfolio r JOIN post p ON p.id = r.post_id JOIN organization o ON o.id = p.organization_id WHERE r.id = @thing
         UNION SELECT o.division_id FROM portfolio r JOIN portfolio y ON y.department_id = r.organization_id
                 JOIN post p ON p.id = y.post_id JOIN organization o ON o.id = p.organization_id WHERE r.id = @thing
        """;

    /// <summary>The division that is linked, and the bearer's.</summary>
    public const string Contact =
        """
        SELECT division_id FROM contact WHERE id = @thing
         UNION SELECT o.division_id FROM contact c JOIN organization o ON o.id = c.organization_id WHERE c.id = @thing
         UNION SELECT o.division_id FROM contact c JOIN post p ON p.id = c.post_id JOIN organization o ON o.id = p.organization_id WHERE c.id = @thing
        """;

    public const string Task = "SELECT DISTINCT division_id FROM task WHERE id = @thing";

    public const string ProgressReport = "SELECT DISTINCT t.division_id FROM progress_report r JOIN task t ON t.id = r.task_id WHERE r.id = @thing";

    public const string Notice = "SELECT DISTINCT division_id FROM supervision_notice WHERE id = @thing";

    public const string Problem = "SELECT DISTINCT division_id FROM problem WHERE id = @thing";

    /// <summary>The division of the group, and those that are inspected.</summary>
    public const string Inspection =
        """
        SELECT division_id FROM inspection_scope WHERE id = @thing
         UNION SELECT o.division_id FROM inspection i JOIN organization o ON o.id = i.group_id WHERE i.id = @thing
        """;

    public const string InspectionMember = "SELECT DISTINCT o.division_id FROM inspection_member m JOIN organization o ON o.id = m.group_id WHERE m.id = @thing";

    public const string DutyRecord = "SELECT DISTINCT division_id FROM duty_record WHERE id = @thing";

    /// <summary>The division of the body below; the letter belongs to it.</summary>
    public const string Letter = "SELECT DISTINCT o.division_id FROM responsibility_letter l JOIN organization o ON o.id = l.subordinate_id WHERE l.id = @thing";

    public const string Handover =
        "SELECT DISTINCT o.division_id FROM handover h JOIN post p ON p.id = h.post_id JOIN organization o ON o.id = p.organization_id WHERE h.id = @thing";

    public const string Sanction = "SELECT DISTINCT c.division_id FROM sanction s JOIN accountability_case c ON c.id = s.case_id WHERE s.id = @thing";

    public const string Confirmation =
        "SELECT DISTINCT o.division_id FROM appointment_confirmation c JOIN appointment a ON a.id = c.appointment_id JOIN post p ON p.id = a.post_id JOIN organization o ON o.id = p.organization_id WHERE c.id = @thing";

    public const string Case = "SELECT DISTINCT division_id FROM accountability_case WHERE id = @thing";

    /// <summary>Where it was published, and those whose holders were appraised.</summary>
    public const string Appraisal =
        """
        SELECT division_id FROM appraisal WHERE id = @thing
         UNION SELECT r.division_id FROM appraisal_result r WHERE r.appraisal_id = @thing
        """;

    public const string AppraisalScore =
        "SELECT DISTINCT o.division_id FROM appraisal_score s JOIN post p ON p.id = s.post_id JOIN organization o ON o.id = p.organization_id WHERE s.id = @thing";

    public const string AppraisalObjection = "SELECT DISTINCT division_id FROM appraisal_objection WHERE id = @thing";
}
