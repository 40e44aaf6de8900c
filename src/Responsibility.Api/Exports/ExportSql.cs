using Responsibility.Api.Imports;

namespace Responsibility.Api.Exports;

/// <summary>What of a register is exported.</summary>
/// <param name="OfDay">Whether only what holds on <c>@AsOf</c>; else all versions.</param>
/// <param name="Within">Whether only what is in or below the division <c>@Within</c>.</param>
/// <param name="Unmasked">Whether telephones are shown.</param>
internal sealed record ExportScope(bool OfDay, bool Within, bool Unmasked);

/// <summary>
/// The questions whose rows, one after the other, are a file that can be imported: their columns are those of the type, in small letters with underscores; what others refer to comes first.
/// </summary>
/// <remarks>
/// <para>
/// A row is a version, named by its first day. What it belongs to is named as on that day, so that the row is found again whatever became of the names since; in an export of one day it is named as on that day,
/// since a register into which the file is loaded knows it by no other name.
/// </para>
/// <para>A question walks a table in the order of its key, or goes down from a division by indexes; nothing is sorted that could be as large as the register, but for what is within a division.</para>
/// </remarks>
internal static class ExportSql
{
    private static readonly string[] Levels = [.. Enum.GetValues<Level>().Select(level => Parameters.Word(level))];

    public static IReadOnlyList<string> Of(ImportType type, ExportScope scope) => type switch
    {
        // Areas hang under any division, so they come last, the older first.
        ImportType.Divisions => [.. Levels.Select(level => Divisions(scope, level))],
        ImportType.Attributes => [Attributes(scope)],
        ImportType.Organizations => [Organizations(scope, "(o.parent_id IS NULL OR o.parent_id < o.id)"), Organizations(scope, "o.parent_id > o.id")],
        ImportType.Posts => [Posts(scope)],
        ImportType.Officials => [Officials(scope)],
        ImportType.Appointments => [Terms(scope, roster: false)],
        ImportType.Roster => [Terms(scope, roster: true)],
        ImportType.Portfolios => [Portfolios(scope)],
        ImportType.Contacts => [Contacts(scope)],
        ImportType.Tasks => [Tasks(scope)],
        _ => [Progress(scope)],
    };

    private static string Divisions(ExportScope scope, string level) =>
        $"""
        {Subtree(scope)}
        SELECT d.code, d.name, d.level, p.code AS parent_code,
               {(scope.OfDay ? From($"(SELECT min(v.valid_from) FROM division v WHERE v.id = d.id AND {Known.At("v")})") : From("d.valid_from"))} AS valid_from,
               {(scope.OfDay ? Until($"(SELECT max(v.valid_until) FROM division v WHERE v.id = d.id AND {Known.At("v")})") : Until("d.valid_until"))} AS valid_until
          FROM division d
          LEFT JOIN any_division p ON p.id = d.parent_id AND {Near(scope, "p", "any_division", "d.valid_from")}
         WHERE d.level = '{level}' AND {Holds(scope, "d")}{In(scope, "d.id")}
         ORDER BY {(level is "area" ? "d.id, d.valid_from" : "d.code, d.valid_from, d.id")}
        """;

    private static string Attributes(ExportScope scope) =>
        $"""
        {Subtree(scope)}
        SELECT d.code AS division, CASE WHEN a.value IS NULL THEN a.name END AS tag, CASE WHEN a.value IS NOT NULL THEN a.name END AS number, a.value,
               {From("a.valid_from")} AS valid_from, {Until("a.valid_until")} AS valid_until
          FROM attribute a
          JOIN any_division d ON d.id = a.division_id AND {Near(scope, "d", "any_division", "a.valid_from")}
         WHERE {Holds(scope, "a")}{In(scope, "a.division_id")}
         ORDER BY a.id, a.valid_from
        """;

    private static string Organizations(ExportScope scope, string condition) =>
        $"""
        {Subtree(scope)}
        SELECT d.code AS division, o.name, o.kind, p.name AS parent, pd.code AS parent_division,
               {Former(scope, "former.name", "former.division_id = o.division_id")} AS former_name, {Begins(scope, "o")} AS valid_from, {Ends("o")} AS valid_until
          FROM organization o
          JOIN any_division d ON d.id = o.division_id AND {Near(scope, "d", "any_division", "o.valid_from")}
          LEFT JOIN any_organization p ON p.id = o.parent_id AND {Near(scope, "p", "any_organization", "o.valid_from")}
          LEFT JOIN any_division pd ON pd.id = p.division_id AND {Near(scope, "pd", "any_division", "o.valid_from")}
          {Neighbours("o", "any_organization", "division_id")}
         WHERE {condition} AND {Holds(scope, "o")}{In(scope, "o.division_id")}
         ORDER BY o.id, o.valid_from
        """;

    private static string Posts(ExportScope scope) =>
        $"""
        {Subtree(scope)}
        SELECT d.code AS division, o.name AS organization, q.position, q.title,
               {Former(scope, "former.title", "former.organization_id = q.organization_id")} AS former_title, q.rank, q.capacity, {Begins(scope, "q")} AS valid_from, {Ends("q")} AS valid_until
          FROM post q
          JOIN any_organization o ON o.id = q.organization_id AND {Near(scope, "o", "any_organization", "q.valid_from")}
          JOIN any_division d ON d.id = o.division_id AND {Near(scope, "d", "any_division", "q.valid_from")}
          {Neighbours("q", "any_post", "organization_id")}
         WHERE {Holds(scope, "q")}{(scope.Within ? $" AND q.organization_id IN ({BodiesWithin}) AND o.division_id IN (SELECT subtree.id FROM subtree)" : "")}
         ORDER BY q.id, q.valid_from
        """;

    private static string Officials(ExportScope scope) =>
        $"""
        {Subtree(scope)}
        SELECT f.staff_number, f.name, {(scope.Unmasked ? "f.phone" : "NULL")} AS phone, o.name AS home_organization, d.code AS home_division, {From("f.valid_from")} AS valid_from,
               CASE WHEN next.id IS NULL THEN {Until("f.valid_until")} END AS valid_until
          FROM official f
          LEFT JOIN organization o ON o.id = f.home_organization_id AND {Near(scope, "o", "organization", "f.valid_from")}
          LEFT JOIN any_division d ON d.id = o.division_id AND {Near(scope, "d", "any_division", "f.valid_from")}
          LEFT JOIN any_official next ON next.id = f.id AND next.valid_from = f.valid_until AND {Known.At("next")}
         WHERE {Holds(scope, "f")}{(scope.Within ? $" AND f.id IN ({OfficialsWithin(scope)})" : "")}
         ORDER BY f.id, f.valid_from
        """;

    /// <summary>A term and, in a roster, the official as on its first day, which is the version that a roster's row corrects; of another day only what is the same.</summary>
    private static string Terms(ExportScope scope, bool roster)
    {
        string Personal(string column) => scope.OfDay ? $"CASE WHEN f.{column} = g.{column} THEN f.{column} END" : $"f.{column}";
        return $"""
        {Subtree(scope)}
        SELECT f.staff_number, {(roster ? $"{Personal("name")} AS name, {(scope.Unmasked ? Personal("phone") : "NULL")} AS phone, o.kind AS organization_kind," : "")}
               d.code AS division, o.name AS organization, p.position, p.title, a.kind, a.valid_from, {Until("a.valid_until")} AS valid_until, a.document, a.document_date, a.dispatched_by
          FROM appointment a
          JOIN any_official f ON f.id = a.official_id AND {Known.At("f")} AND f.valid_from = (
                   SELECT v.valid_from FROM any_official v
                    WHERE v.id = f.id AND {Known.At("v")}
                    ORDER BY CASE WHEN v.valid_from <= a.valid_from AND v.valid_until > a.valid_from THEN 0 ELSE 1 END, v.valid_from
                    LIMIT 1)
          {(roster && scope.OfDay ? $"JOIN any_official g ON g.id = a.official_id AND {Known.Nearest("g", "any_official")}" : "")}
          JOIN any_post p ON p.id = a.post_id AND {Near(scope, "p", "any_post", "a.valid_from")}
          JOIN any_organization o ON o.id = p.organization_id AND {Near(scope, "o", "any_organization", "a.valid_from")}
          JOIN any_division d ON d.id = o.division_id AND {Near(scope, "d", "any_division", "a.valid_from")}
         WHERE {Holds(scope, "a")}{(scope.Within ? $" AND a.post_id IN ({PostsWithin}) AND o.division_id IN (SELECT subtree.id FROM subtree)" : "")}
         ORDER BY a.id, a.valid_from
        """;
    }

    private static string Portfolios(ExportScope scope) =>
        $"""
        {Subtree(scope)}
        SELECT d.code AS bearer_division, o.name AS organization, p.position, p.title, r.programme, m.name AS department, md.code AS department_division,
               {From("r.valid_from")} AS valid_from, {Until("r.valid_until")} AS valid_until, r.document
          FROM portfolio r
          {Bearer(scope, "r")}
          LEFT JOIN any_organization m ON m.id = r.department_id AND {Near(scope, "m", "any_organization", "r.valid_from")}
          LEFT JOIN any_division md ON md.id = m.division_id AND {Near(scope, "md", "any_division", "r.valid_from")}
         WHERE {Holds(scope, "r")}{BearerWithin(scope, "r")}
         ORDER BY r.id, r.valid_from
        """;

    private static string Contacts(ExportScope scope) =>
        $"""
        {Subtree(scope)}
        SELECT d.code AS bearer_division, o.name AS organization, p.position, p.title, l.code AS division, {From("c.valid_from")} AS valid_from, {Until("c.valid_until")} AS valid_until, c.document
          FROM contact c
          {Bearer(scope, "c")}
          JOIN any_division l ON l.id = c.division_id AND {Near(scope, "l", "any_division", "c.valid_from")}
         WHERE {Holds(scope, "c")}{BearerWithin(scope, "c")}
         ORDER BY c.id, c.valid_from
        """;

    /// <summary>Each task once, as it was set: what became of it are its steps. One that was cancelled is left out, since a row cannot say so.</summary>
    private static string Tasks(ExportScope scope) =>
        $"""
        {Subtree(scope)}
        SELECT t.title, d.code AS division, t.programme, t.metric, t.quantity, t.unit, t.starts_on, first.due_on, t.document, l.name AS lead, CASE WHEN l.division_id <> t.division_id THEN ld.code END AS lead_division,
               (SELECT string_agg(CASE WHEN b.division_id = coalesce(l.division_id, t.division_id) THEN b.name ELSE bd.code || '/' || b.name END, '、' ORDER BY k.ordinal)
                  FROM any_task_body k
                  JOIN any_organization b ON b.id = k.organization_id AND {Near(scope, "b", "any_organization", "t.starts_on")}
                  JOIN any_division bd ON bd.id = b.division_id AND {Near(scope, "bd", "any_division", "t.starts_on")}
                 WHERE k.task_id = t.id AND k.ordinal > 0) AS assisting,
               pd.code AS parent_division, w.title AS parent_title, pl.name AS parent_lead, CASE WHEN t.state = 'registered' THEN 'true' END AS registered_only
          FROM task t
          JOIN any_division d ON d.id = t.division_id AND {Near(scope, "d", "any_division", "t.starts_on")}
          JOIN any_task first ON first.id = t.id AND {Known.At("first")} AND first.valid_from = (SELECT min(v.valid_from) FROM any_task v WHERE v.id = t.id AND {Known.At("v")})
          {Lead(scope, "t", "lb", "l", "t.starts_on")}
          LEFT JOIN any_division ld ON ld.id = l.division_id AND {Near(scope, "ld", "any_division", "t.starts_on")}
          LEFT JOIN task w ON w.id = t.parent_id AND {Known.Nearest("w", "any_task")}
          LEFT JOIN any_division pd ON pd.id = w.division_id AND {Near(scope, "pd", "any_division", "w.starts_on")}
          {Lead(scope, "w", "wb", "pl", "w.starts_on")}
         WHERE {Known.On("t")} AND {NotCancelled("t")}{In(scope, "t.division_id")}
         ORDER BY t.id
        """;

    /// <summary>Of several reports of one day only the last counts.</summary>
    private static string Progress(ExportScope scope) =>
        $"""
        {Subtree(scope)}
        SELECT t.title, d.code AS division, r.valid_from AS reported_on, r.quantity, t.programme, t.starts_on, l.name AS lead, r.note, r.evidence
          FROM progress_report r
          JOIN any_task t ON t.id = r.task_id AND {Known.Nearest("t", "any_task")}
          JOIN any_division d ON d.id = t.division_id AND {Near(scope, "d", "any_division", "t.starts_on")}
          {Lead(scope, "t", "lb", "l", "t.starts_on")}
         WHERE {Holds(scope, "r")} AND {NotCancelled("t")}
           AND r.id = (SELECT max(v.id) FROM any_progress_report v WHERE v.task_id = r.task_id AND v.valid_from = r.valid_from AND {Known.At("v")}){(scope.Within ? $" AND r.task_id IN ({TasksWithin})" : "")}
         ORDER BY r.id
        """;

    /// <summary>The versions before and after, as which the same thing goes on where it is.</summary>
    /// <param name="where">The column that says where it is.</param>
    private static string Neighbours(string alias, string table, string where) =>
        $"""
        LEFT JOIN {table} former ON former.id = {alias}.id AND former.valid_until = {alias}.valid_from AND {Known.At("former")}
          LEFT JOIN {table} next ON next.id = {alias}.id AND next.valid_from = {alias}.valid_until AND next.{where} = {alias}.{where} AND {Known.At("next")}
        """;

    /// <summary>How it was called before, where the row is about what it became.</summary>
    private static string Former(ExportScope scope, string name, string same) => scope.OfDay ? "NULL" : $"CASE WHEN {same} THEN {name} END";

    /// <summary>The first day of a version; of one day, the row of what had changed before says nothing of it: it is no new thing since.</summary>
    private static string Begins(ExportScope scope, string alias) => scope.OfDay ? $"CASE WHEN former.id IS NULL THEN {From($"{alias}.valid_from")} END" : From($"{alias}.valid_from");

    /// <summary>The end of a version, unless the same thing goes on.</summary>
    private static string Ends(string alias) => $"CASE WHEN next.id IS NULL THEN {Until($"{alias}.valid_until")} END";

    private static string From(string day) => $"NULLIF({day}, '0001-01-01')";

    private static string Until(string day) => $"NULLIF({day}, '9999-12-31')";

    private static string Holds(ExportScope scope, string alias) => scope.OfDay ? Known.On(alias) : Known.At(alias);

    private static string Near(ExportScope scope, string alias, string table, string day) => Known.Nearest(alias, table, scope.OfDay ? "@AsOf" : day);

    private static string Bearer(ExportScope scope, string alias) =>
        $"""
        LEFT JOIN any_post p ON p.id = {alias}.post_id AND {Near(scope, "p", "any_post", $"{alias}.valid_from")}
          JOIN any_organization o ON o.id = coalesce({alias}.organization_id, p.organization_id) AND {Near(scope, "o", "any_organization", $"{alias}.valid_from")}
          JOIN any_division d ON d.id = o.division_id AND {Near(scope, "d", "any_division", $"{alias}.valid_from")}
        """;

    private static string BearerWithin(ExportScope scope, string alias) =>
        scope.Within ? $" AND ({alias}.post_id IN ({PostsWithin}) OR {alias}.organization_id IN ({BodiesWithin})) AND o.division_id IN (SELECT subtree.id FROM subtree)" : "";

    private static string Lead(ExportScope scope, string task, string body, string alias, string day) =>
        $"""
        LEFT JOIN any_task_body {body} ON {body}.task_id = {task}.id AND {body}.ordinal = 0
          LEFT JOIN any_organization {alias} ON {alias}.id = {body}.organization_id AND {Near(scope, alias, "any_organization", day)}
        """;

    private static string NotCancelled(string task) =>
        $"{task}.state <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM any_task gone WHERE gone.id = {task}.id AND gone.state = 'cancelled' AND gone.valid_until = '9999-12-31' AND {Known.At("gone")})";

    private static string In(ExportScope scope, string division) => scope.Within ? $" AND {division} IN (SELECT subtree.id FROM subtree)" : "";

    /// <summary>The division and all below it on the day; where all days are told of, all that ever were below it.</summary>
    private static string Subtree(ExportScope scope) => scope.Within ? Reach.Subtree(alias => Holds(scope, alias)) : "";

    private static readonly string BodiesWithin = $"SELECT ob.id FROM any_organization ob WHERE ob.division_id IN (SELECT subtree.id FROM subtree) AND {Known.At("ob")}";

    private static readonly string PostsWithin = $"SELECT pb.id FROM any_post pb WHERE pb.organization_id IN ({BodiesWithin}) AND {Known.At("pb")}";

    private static readonly string TasksWithin = $"SELECT tb.id FROM any_task tb WHERE tb.division_id IN (SELECT subtree.id FROM subtree) AND {Known.At("tb")}";

    /// <summary>Those on the books of a body within, and those who hold, or held, a post there.</summary>
    private static string OfficialsWithin(ExportScope scope) =>
        $"""
        SELECT fb.id FROM any_official fb WHERE fb.home_organization_id IN ({BodiesWithin}) AND {Holds(scope, "fb")}
         UNION
        SELECT ab.official_id FROM any_appointment ab WHERE ab.post_id IN ({PostsWithin}) AND {Holds(scope, "ab")}
        """;
}
