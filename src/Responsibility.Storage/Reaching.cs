namespace Responsibility.Storage;

/// <summary>What a caller with a scope sees and may write: the one place that says so.</summary>
/// <remarks>
/// A question of such a caller runs on a connection where each table of things is hidden behind a view of the same name, which shows what belongs to a
/// division that is reached: whole where it belongs there today (with its past), and of what belonged there on the day that is asked about, but does
/// no longer, what was so on that day. So no question needs to think of scopes. What must be seen none the less, such as the names of those
/// above, is asked of <c>any_division</c> and its like, which are the tables themselves. What is reached is always told from what is known now.
/// </remarks>
internal static class Reaching
{
    /// <summary>More steps up than any division has.</summary>
    private const int Deepest = 32;

    private const string Today = "(SELECT today FROM scope_asked)";
    private const string Day = "(SELECT day FROM scope_asked)";

    /// <summary>The tables whose rows are hidden, and of a row <c>t</c>, when it is seen whole and when for the day alone.</summary>
    private static readonly (string Table, string Whole, string OnDay)[] Hidden =
    [
        ("division", DivisionWhole("t.id"), OnDay("t", DivisionOn("t.id"))),
        ("division_change", DivisionWhole("t.division_id"), OnDay("t", DivisionOn("t.division_id"))),
        ("division_lineage", $"{DivisionOn("t.predecessor_id")} AND {DivisionOn("t.successor_id")}", "FALSE"),
        ("attribute", DivisionWhole("t.division_id"), OnDay("t", DivisionOn("t.division_id"))),
        ("organization", OrganizationWhole("t.id"), OnDay("t", OrganizationOn("t.id"))),
        ("post", PostWhole("t.id"), OnDay("t", PostOn("t.id"))),
        ("official", OfficialWhole("t.id"), OnDay("t", $"({OfficialOn("t.id")})")),
        ("appointment", PostWhole("t.post_id"), OnDay("t", PostOn("t.post_id"))),
        ("portfolio", Now("portfolio", BearerWhole("v")), OnDay("t", BearerOn("t"))),
        ("contact", Now("contact", $"({DivisionWhole("v.division_id")} OR {BearerWhole("v")})"), OnDay("t", $"({DivisionOn("t.division_id")} OR {BearerOn("t")})")),
        ("task", DivisionWhole("t.division_id"), OnDay("t", DivisionOn("t.division_id"))),
        ("task_bearer", TaskWhole("t.task_id"), TaskOn("t.task_id")),
        ("task_body", TaskWhole("t.task_id"), TaskOn("t.task_id")),
        ("task_verification", TaskWhole("t.task_id"), $"t.verified_on <= {Day} AND {TaskOn("t.task_id")}"),
        ("progress_report", TaskWhole("t.task_id"), OnDay("t", TaskOn("t.task_id"))),
        ("supervision_notice", DivisionWhole("t.division_id"), OnDay("t", DivisionOn("t.division_id"))),
        ("problem", Now("problem", DivisionWhole("v.division_id")), OnDay("t", DivisionOn("t.division_id"))),
        ("rectification", TaskWhole("t.task_id"), TaskOn("t.task_id")),
        ("inspection", Now("inspection", OrganizationWhole("v.group_id")), OnDay("t", OrganizationOn("t.group_id"))),
        ("inspection_scope", InspectionWhole("t.id"), InspectionOn("t.id")),
        ("inspection_member", Now("inspection_member", OrganizationWhole("v.group_id")), OnDay("t", OrganizationOn("t.group_id"))),
        ("duty_record", Now("duty_record", DivisionWhole("v.division_id")), OnDay("t", DivisionOn("t.division_id"))),
        ("responsibility_letter", Now("responsibility_letter", OrganizationWhole("v.subordinate_id")), OnDay("t", OrganizationOn("t.subordinate_id"))),
        ("handover", PostWhole("t.post_id"), OnDay("t", PostOn("t.post_id"))),
        ("handover_item", HandoverWhole("t.handover_id"), HandoverOn("t.handover_id")),
        ("accountability_case", DivisionWhole("t.division_id"), OnDay("t", DivisionOn("t.division_id"))),
        ("sanction", CaseWhole("t.case_id"), OnDay("t", CaseOn("t.case_id"))),
        ("appraisal", AppraisalSeen, "FALSE"),
        ("appraisal_result", DivisionWhole("t.division_id"), "FALSE"),
        ("appraisal_score", PostWhole("t.post_id"), OnDay("t", PostOn("t.post_id"))),
        ("appraisal_objection", DivisionWhole("t.division_id"), OnDay("t", DivisionOn("t.division_id"))),
        ("appointment_confirmation", AppointmentWhole("t.appointment_id"), AppointmentOn("t.appointment_id")),
    ];

    /// <summary>Of each noun, the divisions to which the thing <c>@id</c> belongs now; it is reached where one of them is.</summary>
    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["division"] = "SELECT CAST(@id AS bigint) AS division_id",
        ["divisionChange"] = $"SELECT n.division_id FROM division_change n WHERE n.id = @id AND {Current("n", "division_change", "@Today")}",
        ["attribute"] = $"SELECT n.division_id FROM attribute n WHERE n.id = @id AND {Current("n", "attribute", "@Today")}",
        ["organization"] = OrganizationPlace("@id"),
        ["post"] = PostPlace("@id"),
        ["official"] =
            $"""
            SELECT o.division_id FROM official n JOIN organization o ON o.id = n.home_organization_id WHERE n.id = @id AND {Current("n", "official", "@Today")} AND {Current("o", "organization", "@Today")}
             UNION
            SELECT o.division_id FROM appointment a JOIN post p ON p.id = a.post_id JOIN organization o ON o.id = p.organization_id
             WHERE a.official_id = @id AND {Known.Now("a")} AND {Current("p", "post", "@Today")} AND {Current("o", "organization", "@Today")}
               AND (a.valid_until > @Today OR NOT EXISTS (SELECT 1 FROM official h WHERE h.id = @id AND {Known.Now("h")} AND h.home_organization_id IS NOT NULL))
            """,
        ["appointment"] = PostPlace("(SELECT max(n.post_id) FROM appointment n WHERE n.id = @id)"),
        ["portfolio"] = BearerPlace("portfolio"),
        ["contact"] = $"{BearerPlace("contact")} UNION SELECT n.division_id FROM contact n WHERE n.id = @id AND {Current("n", "contact", "@Today")}",
        ["task"] = $"SELECT n.division_id FROM task n WHERE n.id = @id AND {Current("n", "task", "@Today")}",
        ["progressReport"] = $"SELECT t.division_id FROM progress_report n JOIN task t ON t.id = n.task_id AND {Known.Now("t")} WHERE n.id = @id AND {Current("n", "progress_report", "@Today")}",
        ["supervisionNotice"] = $"SELECT n.division_id FROM supervision_notice n WHERE n.id = @id AND {Current("n", "supervision_notice", "@Today")}",
        ["problem"] = $"SELECT n.division_id FROM problem n WHERE n.id = @id AND {Current("n", "problem", "@Today")}",
        ["inspection"] = OrganizationPlace("(SELECT max(n.group_id) FROM inspection n WHERE n.id = @id)"),
        ["inspectionMember"] = OrganizationPlace("(SELECT max(n.group_id) FROM inspection_member n WHERE n.id = @id)"),
        ["dutyRecord"] = $"SELECT n.division_id FROM duty_record n WHERE n.id = @id AND {Current("n", "duty_record", "@Today")}",
        ["responsibilityLetter"] =
            $"SELECT o.division_id FROM responsibility_letter n JOIN organization o ON o.id = n.subordinate_id AND {Current("o", "organization", "@Today")} WHERE n.id = @id AND {Current("n", "responsibility_letter", "@Today")}",
        ["handover"] = PostPlace("(SELECT max(n.post_id) FROM handover n WHERE n.id = @id)"),
        ["accountabilityCase"] = $"SELECT n.division_id FROM accountability_case n WHERE n.id = @id AND {Current("n", "accountability_case", "@Today")}",
        ["appraisal"] = $"SELECT n.division_id FROM appraisal n WHERE n.id = @id AND {Current("n", "appraisal", "@Today")}",
        ["appraisalScore"] = PostPlace("(SELECT max(n.post_id) FROM appraisal_score n WHERE n.id = @id)"),
        ["appraisalObjection"] = $"SELECT n.division_id FROM appraisal_objection n WHERE n.id = @id AND {Current("n", "appraisal_objection", "@Today")}",
        ["sanction"] = $"SELECT c.division_id FROM sanction n JOIN accountability_case c ON c.id = n.case_id AND {Current("c", "accountability_case", "@Today")} WHERE n.id = @id AND {Current("n", "sanction", "@Today")}",
    };

    /// <summary>What a connection needs before it can answer those who have a scope.</summary>
    /// <param name="day">The type in which the database keeps days.</param>
    public static string SetUp(string day) => string.Join(
        ";\n",
        [
            "CREATE TEMP TABLE scope_reach (id bigint PRIMARY KEY, whole integer NOT NULL)",
            "CREATE TEMP TABLE scope_root (id bigint PRIMARY KEY)",
            $"CREATE TEMP TABLE scope_asked (divisions text NOT NULL, today {day} NOT NULL, day {day} NOT NULL, moved bigint NOT NULL)",
            .. Hidden.Select(table => $"CREATE TEMP VIEW {table.Table} AS SELECT t.* FROM any_{table.Table} t WHERE ({table.Whole}) OR ({table.OnDay})"),
        ]);

    /// <summary>Has the connection of the session show what <paramref name="scope"/> reaches, unless it does already.</summary>
    /// <param name="day">The day that is asked about.</param>
    public static async Task Show(Session session, AccessScope scope, DateOnly day)
    {
        var today = session.Today;
        var shown = await session.Get<Asked>(ShownSql);
        if (shown.Divisions == scope.Text && shown.Today == today && shown.Day == day && shown.Moved == shown.LastMoved) return;
        foreach (var table in new[] { "scope_asked", "scope_root", "scope_reach" }) await session.Execute($"DELETE FROM {table}");
        await session.Execute($"INSERT INTO scope_root (id) {session.Numbers("@roots")}", new { roots = scope.Json });
        var now = Known.Open - 1;
        await session.Execute(WholeSql, new { AsOf = today, KnownAt = now });
        if (day != today) await session.Execute(OnDaySql, new { AsOf = day, KnownAt = now });
        // Last: what was broken off shows nothing.
        await session.Execute(
            "INSERT INTO scope_asked (divisions, today, day, moved) VALUES (@Text, @today, @day, @LastMoved)", new { scope.Text, today, day, shown.LastMoved });
    }

    /// <summary>Whether a unit of work reaches a thing as it is there now.</summary>
    /// <param name="noun">What it is.</param>
    public static async Task<bool> Reaches(Session session, AccessScope scope, string noun, long id) =>
        Places.TryGetValue(noun, out var places) && await session.Get<long>(
            $"""
            {Up($"SELECT here.division_id, 0 FROM ({places}) here", "division")}
            SELECT count(*) FROM up WHERE id IN ({session.Numbers("@roots")})
            """,
            new { id, session.Today, roots = scope.Json }) > 0;

    /// <summary>Whether a body is of a division above one that is reached.</summary>
    public static async Task<bool> IsAbove(Session session, AccessScope scope, long organization) =>
        await session.Get<long>(
            $"""
            {Up($"SELECT r.id, 0 FROM any_division r WHERE r.id IN ({session.Numbers("@roots")})", "any_division")}
            SELECT count(*) FROM any_organization o WHERE o.id = @organization AND {Current("o", "any_organization", "@Today")} AND o.division_id IN (SELECT up.id FROM up)
            """,
            new { organization, session.Today, roots = scope.Json }) > 0;

    /// <summary>The CTE <c>up</c>: divisions and all above them as of today.</summary>
    /// <param name="from">SELECT of the ids to begin with, each with depth 0.</param>
    private static string Up(string from, string division) =>
        $"""
        WITH RECURSIVE up (id, depth) AS (
            {from}
             UNION
            SELECT d.parent_id, u.depth + 1 FROM up u JOIN {division} d ON d.id = u.id AND {Current("d", division, "@Today")} WHERE u.depth < {Deepest}
        )
        """;

    /// <summary>Divisions that are reached today, and after that those that were on the day.</summary>
    private static readonly string WholeSql = Fill(1, Known.Nearest("d", "any_division"));

    private static readonly string OnDaySql = Fill(0, Known.On("d"));

    private static string Fill(int whole, string held) =>
        $"""
        INSERT INTO scope_reach (id, whole)
          WITH RECURSIVE reached (id) AS (
              SELECT r.id FROM scope_root r
               UNION
              SELECT d.id FROM reached u JOIN any_division d ON d.parent_id = u.id AND {held}
          )
        SELECT reached.id, {whole} FROM reached WHERE NOT EXISTS (SELECT 1 FROM scope_reach known WHERE known.id = reached.id)
        """;

    /// <summary>What the connection shows, and a sum that grows whenever anything is said of divisions.</summary>
    private static readonly string ShownSql =
        $"""
        SELECT a.divisions, a.today, a.day, a.moved, last.last_moved
          FROM (SELECT coalesce((SELECT d.known_from FROM any_division d ORDER BY d.known_from DESC LIMIT 1), 0)
                     + coalesce((SELECT d.known_until FROM any_division d WHERE d.known_until < {Known.Open} ORDER BY d.known_until DESC LIMIT 1), 0) AS last_moved) last
          LEFT JOIN scope_asked a ON TRUE
        """;

    private sealed record Asked
    {
        public string? Divisions { get; init; }
        public DateOnly? Today { get; init; }
        public DateOnly? Day { get; init; }
        public long? Moved { get; init; }
        public long LastMoved { get; init; }
    }

    private static string DivisionWhole(string id) => $"EXISTS (SELECT 1 FROM scope_reach r WHERE r.id = {id} AND r.whole = 1)";

    private static string DivisionOn(string id) => $"EXISTS (SELECT 1 FROM scope_reach r WHERE r.id = {id})";

    private static string OrganizationWhole(string id) => Whole("organization", id, DivisionWhole("n.division_id"));

    private static string OrganizationOn(string id) => On("organization", id, DivisionOn("n.division_id"));

    private static string PostWhole(string id) => Whole("post", id, OrganizationWhole("k.organization_id"), "k");

    private static string PostOn(string id) => On("post", id, OrganizationOn("k.organization_id"), "k");

    private static string OfficialWhole(string id) =>
        $"EXISTS (SELECT 1 FROM any_official h WHERE h.id = {id} AND {Known.Now("h")} AND {OrganizationWhole("h.home_organization_id")}) OR EXISTS (SELECT 1 FROM any_appointment e WHERE e.official_id = {id} AND {Known.Now("e")} AND {PostWhole("e.post_id")})";

    private static string OfficialOn(string id) =>
        $"EXISTS (SELECT 1 FROM any_official h WHERE h.id = {id} AND {Known.Now("h")} AND {OnDay("h", OrganizationOn("h.home_organization_id"))}) OR EXISTS (SELECT 1 FROM any_appointment e WHERE e.official_id = {id} AND {Known.Now("e")} AND {OnDay("e", PostOn("e.post_id"))})";

    private static string BearerWhole(string alias) => $"({PostWhole($"{alias}.post_id")} OR {OrganizationWhole($"{alias}.organization_id")})";

    private static string BearerOn(string alias) => $"({PostOn($"{alias}.post_id")} OR {OrganizationOn($"{alias}.organization_id")})";

    private static string TaskWhole(string id) => $"EXISTS (SELECT 1 FROM any_task n WHERE n.id = {id} AND {DivisionWhole("n.division_id")})";

    private static string TaskOn(string id) => On("task", id, DivisionOn("n.division_id"));

    private static string CaseWhole(string id) => $"EXISTS (SELECT 1 FROM any_accountability_case n WHERE n.id = {id} AND {DivisionWhole("n.division_id")})";

    private static string CaseOn(string id) => On("accountability_case", id, DivisionOn("n.division_id"));

    /// <summary>That it was published is seen by those whose own results are in it, or who reach all of it.</summary>
    private static string AppraisalSeen => $"({DivisionWhole("t.division_id")} OR EXISTS (SELECT 1 FROM any_appraisal_result i WHERE i.appraisal_id = t.id AND {DivisionWhole("i.division_id")}))";

    private static string AppointmentWhole(string id) => $"EXISTS (SELECT 1 FROM any_appointment i WHERE i.id = {id} AND {PostWhole("i.post_id")})";

    private static string AppointmentOn(string id) => $"EXISTS (SELECT 1 FROM any_appointment i WHERE i.id = {id} AND {OnDay("i", PostOn("i.post_id"))})";

    private static string InspectionWhole(string id) => Whole("inspection", id, OrganizationWhole("i.group_id"), "i");

    private static string InspectionOn(string id) => $"EXISTS (SELECT 1 FROM any_inspection i WHERE i.id = {id} AND {OnDay("i", OrganizationOn("i.group_id"))})";

    private static string HandoverWhole(string id) => $"EXISTS (SELECT 1 FROM any_handover i WHERE i.id = {id} AND {PostWhole("i.post_id")})";

    private static string HandoverOn(string id) => $"EXISTS (SELECT 1 FROM any_handover i WHERE i.id = {id} AND {OnDay("i", PostOn("i.post_id"))})";

    /// <summary>Whether a thing, as it is held to be now and nearest to today, meets a condition.</summary>
    /// <param name="id">SQL of its id.</param>
    /// <param name="alias">What the condition calls its row; another than those of the conditions within.</param>
    private static string Whole(string table, string id, string condition, string alias = "n") =>
        $"EXISTS (SELECT 1 FROM any_{table} {alias} WHERE {alias}.id = {id} AND {Current(alias, $"any_{table}", Today)} AND {condition})";

    /// <summary>The same, as it is held to have been on the day that is asked about.</summary>
    private static string On(string table, string id, string condition, string alias = "n") =>
        $"EXISTS (SELECT 1 FROM any_{table} {alias} WHERE {alias}.id = {id} AND {Known.Now(alias)} AND {OnDay(alias, condition)})";

    /// <summary>Whether the thing of row <c>t</c> as it is held to be now meets a condition on <c>v</c>: what was corrected to be elsewhere is.</summary>
    private static string Now(string table, string condition) => Whole(table, "t.id", condition, "v");

    private static string OnDay(string alias, string condition) => $"{alias}.valid_from <= {Day} AND {alias}.valid_until > {Day} AND {condition}";

    /// <summary>The version that is held to be so now on a day, or nearest to it; of a thing of which nothing is held any more, any.</summary>
    private static string Current(string alias, string table, string day) =>
        $"""
        ({alias}.known_until, {alias}.valid_from) = (
            SELECT near.known_until, near.valid_from FROM {table} near
             WHERE near.id = {alias}.id
             ORDER BY near.known_until DESC, CASE WHEN near.valid_from <= {day} THEN 0 ELSE 1 END, CASE WHEN near.valid_from <= {day} THEN near.valid_from END DESC, near.valid_from
             LIMIT 1)
        """;

    private static string OrganizationPlace(string id) => $"SELECT o.division_id FROM organization o WHERE o.id = {id} AND {Current("o", "organization", "@Today")}";

    private static string PostPlace(string id) =>
        $"SELECT o.division_id FROM post p JOIN organization o ON o.id = p.organization_id AND {Current("o", "organization", "@Today")} WHERE p.id = {id} AND {Current("p", "post", "@Today")}";

    private static string BearerPlace(string table) =>
        $"{OrganizationPlace($"(SELECT max(n.organization_id) FROM {table} n WHERE n.id = @id AND n.known_until = (SELECT max(l.known_until) FROM {table} l WHERE l.id = @id))")} UNION {PostPlace($"(SELECT max(n.post_id) FROM {table} n WHERE n.id = @id AND n.known_until = (SELECT max(l.known_until) FROM {table} l WHERE l.id = @id))")}";
}
