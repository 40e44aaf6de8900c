using Responsibility.Api.Handovers;
using static Responsibility.Api.Checks.CheckSql;

namespace Responsibility.Api.Checks;

/// <summary>Officials, and by what they hold their posts.</summary>
internal static class OfficialChecks
{
    public static IReadOnlyList<DataCheck> All =>
    [
        new(CheckName.AppointmentOutsideRecord, CheckSeverity.Severe, CheckSection.Officials, "appointment",
            Both(
                "Appointments of that day on some day of which the official or the post is not on record: they begin before it, last after it, or lie in a gap between its versions. Walks every term, so `within` is needed.",
                "当日在任,但其期间有一日超出干部或职务记录的任职:早于起始、晚于终止或处于版本间断之中。须逐条核对任职,故须指明 within。"),
            Both("Correct the days of the appointment, or of the post.", "更正任职或职务的起止日期。"),
            Both("An appointment.", "一条任职记录。"),
            Always("Its official or its post is not on record on all its days", "任期内有一日无干部或职务记录"),
            _ => OutsideSql) { NeedsWithin = true },
        new(CheckName.AppointmentWithoutDocument, CheckSeverity.Info, CheckSection.Officials, "appointment",
            Both("Appointments of that day without a document number (任职文号). Walks every term, so `within` is needed.", "当日在任而无任职文号的任职。须逐条核对任职,故须指明 within。"),
            Both("Correct the appointment: state its document.", "更正任职,补录文号。"),
            Both("An appointment.", "一条任职记录。"),
            Always("No document number", "无任职文号"),
            _ => UndocumentedSql) { NeedsWithin = true },
        new(CheckName.OfficialWithoutHome, CheckSeverity.Info, CheckSection.Officials, "official",
            Both("Officials on nobody's books (编制单位); with `within`, of those who hold posts there.", "未登记编制单位的干部;指明 within 时仅限在该区划任职者。"),
            Both("Correct the official: state the home organization.", "更正干部信息,补录编制单位。"),
            Both("An official; it counts to the division of a post that the official holds.", "一名干部,按其任职职务所在区划统计。"),
            Always("No home organization", "无编制单位"),
            ground => Officials(ground, "f.home_organization_id IS NULL")),
        new(CheckName.OfficialInTwoPosts, CheckSeverity.Severe, CheckSection.Officials, "official",
            Both("Officials with more than one substantive appointment (实任) at once; with `within`, of those who hold posts there.", "同时有一项以上实任的干部;指明 within 时仅限在该区划任职者。"),
            Both("End what was left, or correct the kind of one of them to concurrent (兼任).", "终止已离任的任职,或将其一更正为兼任。"),
            Both("An official; it counts to the division of a post that the official holds.", "一名干部,按其任职职务所在区划统计。"),
            Always("More than one substantive appointment", "实任不止一项"),
            ground => Officials(ground, $"(SELECT count(*) FROM appointment s WHERE s.official_id = f.id AND s.kind = 'substantive' AND {Known.On("s")}) > 1")),
        new(CheckName.HandoverUnsigned, CheckSeverity.Warning, CheckSection.Responsibilities, "appointment",
            Both(
                "Changes of holder in the 365 days before that the present holder has not signed for after more than 30 days; the same as the handovers older than 30 days. Walks every term, so `within` is needed.",
                "此前 365 日内发生、现任逾 30 日仍未签收的交接,与逾 30 日交接清单一致。须逐条核对任职,故须指明 within。"),
            Both("The successor looks through what is open and signs.", "由继任者核对未了事项并签收。"),
            Both("The appointment of the successor.", "继任者的任职记录。"),
            (new("Unsigned since {0}", "自 {0} 起未签收"), new("Unsigned", "未签收")),
            _ => HandoverSql) { NeedsWithin = true },
    ];

    private const string StaffLabel = "f.staff_number || coalesce(' ' || f.name, '')";

    private static readonly string TermLabel = $"{PostLabel} || coalesce((SELECT ' ' || f.staff_number FROM official f WHERE f.id = a.official_id AND {Known.Nearest("f", "official")}), '')";

    private static readonly string OutsideSql =
        $"""
        SELECT a.id, place.id AS division_id, {TermLabel} AS label, {NoFact} AS fact,
               CASE WHEN EXISTS (SELECT 1 FROM appointment x
                                  WHERE x.id = a.id AND {Known.At("x")} AND ({Uncovered("any_post", "x.post_id")} OR {Uncovered("any_official", "x.official_id")})) THEN 1 ELSE 0 END AS broken
          FROM place
         CROSS JOIN organization o
         CROSS JOIN post p
         CROSS JOIN appointment a
         WHERE o.division_id = place.id AND {Known.Nearest("o", "organization")} AND p.organization_id = o.id AND {Known.Nearest("p", "post")} AND a.post_id = p.id AND {Known.On("a")}
        """;

    private static readonly string UndocumentedSql =
        $"""
        SELECT a.id, place.id AS division_id, {TermLabel} AS label, {NoFact} AS fact, CASE WHEN a.document IS NULL THEN 1 ELSE 0 END AS broken
          FROM {PostsSql.Replace("CROSS JOIN post p", "CROSS JOIN post p\n CROSS JOIN appointment a", StringComparison.Ordinal)} AND a.post_id = p.id AND {Known.On("a")}
        """;

    /// <summary>One row for each term, though it may have come to the post more than once.</summary>
    private static readonly string HandoverSql =
        $"""
        SELECT change.appointment_id AS id, min(o.division_id) AS division_id, max({PostLabel}) AS label, max(CAST(change.changed_on AS text)) AS fact,
               max(CASE WHEN change.handover_id IS NULL AND change.changed_on < @Patience THEN 1 ELSE 0 END) AS broken
          FROM ({HolderChanges.Select} AND {HolderChanges.Present} AND came.post_id IN (SELECT p.id FROM {PostsSql})) change
         CROSS JOIN post p
         CROSS JOIN organization o
         WHERE p.id = change.post_id AND {Known.On("p")} AND o.id = p.organization_id AND {Known.On("o")}
         GROUP BY change.appointment_id
        """;

    /// <summary>Everywhere from the officials themselves, some of whom hold no post; within a division from its posts.</summary>
    private static string Officials(CheckGround ground, string broken) => ground.IsEverywhere
        ? $"""
            SELECT f.id, (SELECT min(o.division_id) FROM appointment a CROSS JOIN post p CROSS JOIN organization o
                           WHERE a.official_id = f.id AND {Known.On("a")} AND p.id = a.post_id AND {Known.On("p")} AND o.id = p.organization_id AND {Known.On("o")}) AS division_id,
                   {StaffLabel} AS label, {NoFact} AS fact, CASE WHEN {broken} THEN 1 ELSE 0 END AS broken
              FROM official f
             WHERE {Known.On("f")}
            """
        : $"""
            SELECT f.id, holder.division_id, {StaffLabel} AS label, {NoFact} AS fact, CASE WHEN {broken} THEN 1 ELSE 0 END AS broken
              FROM (SELECT a.official_id, min(place.id) AS division_id
                      FROM {PostsSql.Replace("CROSS JOIN post p", "CROSS JOIN post p\n CROSS JOIN appointment a", StringComparison.Ordinal)} AND a.post_id = p.id AND {Known.On("a")}
                     GROUP BY a.official_id) holder
             CROSS JOIN official f
             WHERE f.id = holder.official_id AND {Known.On("f")}
            """;

    /// <summary>Some day of the version <c>x</c> of a term is in no version of what it rests on: its first day is not, or one after a version that ends in it.</summary>
    private static string Uncovered(string table, string id) =>
        $"""
        (NOT EXISTS (SELECT 1 FROM {table} begun WHERE begun.id = {id} AND {Known.At("begun")} AND begun.valid_from <= x.valid_from AND begun.valid_until > x.valid_from)
         OR EXISTS (SELECT 1 FROM {table} ended WHERE ended.id = {id} AND {Known.At("ended")} AND ended.valid_until > x.valid_from AND ended.valid_until < x.valid_until
                       AND NOT EXISTS (SELECT 1 FROM {table} goes WHERE goes.id = {id} AND {Known.At("goes")} AND goes.valid_from <= ended.valid_until AND goes.valid_until > ended.valid_until)))
        """;
}
