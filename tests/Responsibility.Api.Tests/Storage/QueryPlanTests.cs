using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Responsibility.Api.Exports;
using Responsibility.Api.Imports;
using Responsibility.Storage;

namespace Responsibility.Api.Tests.Storage;

/// <summary>What costs the same in the nation as in one county finds every row by an index: no question that is asked here walks a table that grows with the register.</summary>
public sealed partial class QueryPlanTests
{
    /// <summary>Tables with a row for each division, body, post, official, term or fact of the nation.</summary>
    private static readonly string[] Large = ["ledger", "personal", "fact_division", "division", "attribute", "organization", "post", "official", "appointment", "tile", "task", "task_bearer", "task_body", "progress_report", "task_verification", "problem", "rectification", "inspection_scope", "supervision_notice", "duty_record", "handover", "handover_item", "accountability_case", "sanction", "appointment_confirmation", "appraisal_result", "appraisal_score", "appraisal_objection", "responsibility_letter"];

    private static readonly string[] Questions =
    [
        "divisions/410225101201/chain?asOf=2017-07-09", "divisions/410225101201/chain?asOf=2017-07-09&ruleSet=river-chief", "divisions/410225101201/chain?asOf=2017-07-09&programme=relocation&kind=mainBody",
        "divisions/410225101201/chain/comparison?asOf=2017-02-01&asOf=2018-06-01", "divisions/410225101201/chain/explanation?official=OFFICIAL&asOf=2017-07-09", "divisions/410225101201/chain/evidence?asOf=2017-07-09",
        "officials/OFFICIAL/responsibilities?asOf=2017-07-09", "officials/OFFICIAL", "officials/OFFICIAL/history", "officials/OFFICIAL/dossier?asOf=2018-04-10", "officials/SANCTIONED/dossier?asOf=2018-04-10", "officials?staffNumber=LK0001", "officials?q=欧阳",
        "divisions/410225101201", "divisions/410225/children", "divisions/410225101201/ancestors", "divisions/410225104309/lineage", "divisions/410225101201/history", "divisions?parent=4102", "divisions?q=新甲",
        "organizations?division=410225", "posts?organization=ORGANIZATION", "appointments?official=OFFICIAL", "appointments?post=POST", "contacts?division=410225102", "portfolios?organization=ORGANIZATION",
        "coverage?within=410225101201&by=level&asOf=2017-07-09", "coverage?within=410225&by=child&asOf=2017-07-09", "gaps?within=410225&asOf=2017-07-09", "vacancies?within=410225&asOf=2017-07-09",
        "tasks/TASK", "tasks/TASK/tree", "tasks/TASK/chain?asOf=2017-07-09", "tasks/TASK/history", "tasks/TASK/progress-reports", "tasks?division=410225", "tasks?parent=TASK", "tasks?organization=ORGANIZATION",
        "tasks?official=OFFICIAL&asOf=2017-07-09", "tasks?q=滩区", "tasks?division=410225&light=red&asOf=2018-04-10", "tasks/summary?within=410225&by=child&asOf=2018-04-10",
        "supervision-notices?task=TASK", "supervision-notices?post=POST", "supervision-notices?organization=ORGANIZATION", "supervision-notices?within=410225", "supervision-notices?official=OFFICIAL&asOf=2018-04-10",
        "problems/PROBLEM", "problems/PROBLEM/history", "problems?division=410225101", "problems?inspection=INSPECTION", "problems?task=TASK", "problems?q=组织", "problems/summary?division=410225101",
        "inspections/INSPECTION", "inspections?group=GROUP", "inspection-members?group=GROUP", "inspection-members?official=OFFICIAL", "reports/overridden-verifications", "reports/backdating", "reports/backdating?within=410225&initialLoad=false", "reports/vacancies?from=2016-01-01&until=2018-01-01", "reports/vacancies?within=410225&from=2016-01-01&until=2018-01-01&count=exact",
        "duty-records?official=OFFICIAL", "duty-records?division=410221101201", "duty-compliance?within=410221&asOf=2017-07-09", "duty-compliance?post=HANDED&asOf=2017-07-09&behind=true",
        "responsibility-letters?year=2017", "responsibility-letters?within=410221", "responsibility-letters?subordinate=ORGANIZATION", "responsibility-letters?superior=ORGANIZATION&year=2017",
        "reports/unsigned-letters?year=2017", "reports/unsigned-letters?year=2017&within=410225", "reports/unsigned-letters?year=2017&within=410221&count=exact",
        "reports/lock-period-departures", "reports/lock-period-departures?within=410225&from=2017-01-01&until=2018-01-01", "reports/unsigned-handovers", "reports/unsigned-handovers?within=410221&count=exact",
        "reports/self-verified-closures", "reports/self-verified-closures?within=410225&count=exact",
        "posts/HANDED/handover", "handovers?within=410221&asOf=2017-12-31", "handovers?post=HANDED&asOf=2017-12-31&olderThanDays=30",
        "accountability-cases/CASE", "accountability-cases/CASE/candidates", "accountability-cases/CASE/history", "accountability-cases?official=OFFICIAL", "accountability-cases?division=410221101201",
        "sanctions?official=OFFICIAL", "sanctions?case=CASE", "sanctions?within=410221&inEffect=true", "sanctions/SANCTION", "sanctions/SANCTION/history", "appointments/CONFIRMED/confirmation",
        "appraisals/2017", "appraisals/2017/results?within=41&derived=true", "appraisals/2017/results?asOf=2018-03-01", "appraisals/2017/ranking?within=41", "appraisals/2017/officials/HEAD?derived=true",
        "appraisals/2017/officials/HEAD", "appraisals/2017/scores?within=41", "appraisals/2017/scores?official=HEAD", "appraisals/2017/objections?within=41",
        "checks/summary?within=410225&asOf=2018-04-10", "checks/postVacant/details?within=410225", "checks/officialInTwoPosts/details?within=410225", "checks/handoverUnsigned/details?within=410221&asOf=2017-12-31",
        "checks/problemOverdue/details?within=410225&asOf=2018-04-10", "checks/appointmentOutsideRecord/details?within=410225&asOf=2017-07-09",
        "changes?after=40", "changes?after=40&within=410225", "ledger/entries/5", "ledger/proofs/inclusion?position=5", "ledger/proofs/consistency?from=5", "ledger",
    ];

    [Fact]
    public async Task No_question_walks_a_table_that_grows_with_the_register()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await BusyHistory.Happens(api);
        await (await Ledger.Auditor.Of(api)).WhenSigned();
        var ids = await api.Database.Read(async session => (
            Official: await session.Get<long>("SELECT min(id) FROM official WHERE staff_number = 'LK0001'"), Organization: await session.Get<long>("SELECT min(id) FROM organization"), Post: await session.Get<long>("SELECT min(id) FROM post"), Task: await session.Get<long>("SELECT min(id) FROM task"),
            Problem: await session.Get<long>("SELECT min(id) FROM problem"), Inspection: await session.Get<long>("SELECT min(id) FROM inspection"), Group: await session.Get<long>("SELECT min(group_id) FROM inspection"), Handed: await session.Get<long>("SELECT min(post_id) FROM handover"),
            Case: await session.Get<long>("SELECT min(id) FROM accountability_case"), Sanction: await session.Get<long>("SELECT min(id) FROM sanction"), Confirmed: await session.Get<long>("SELECT min(appointment_id) FROM appointment_confirmation"),
            Sanctioned: await session.Get<long>("SELECT min(official_id) FROM sanction WHERE official_id IS NOT NULL"),
            Head: await session.Get<long>("SELECT min(official_id) FROM appraisal_result")), Api.Ct);
        var dialect = (SqliteDialect)api.Database.Dialect;
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in dialect.Asked) asked[text] = "";
        foreach (var question in Questions)
        {
            var path = question.Replace("OFFICIAL", $"{ids.Official}", StringComparison.Ordinal).Replace("ORGANIZATION", $"{ids.Organization}", StringComparison.Ordinal).Replace("POST", $"{ids.Post}", StringComparison.Ordinal).Replace("HANDED", $"{ids.Handed}", StringComparison.Ordinal).Replace("TASK", $"{ids.Task}", StringComparison.Ordinal)
                .Replace("HEAD", $"{ids.Head}", StringComparison.Ordinal).Replace("PROBLEM", $"{ids.Problem}", StringComparison.Ordinal).Replace("INSPECTION", $"{ids.Inspection}", StringComparison.Ordinal).Replace("GROUP", $"{ids.Group}", StringComparison.Ordinal).Replace("CASE", $"{ids.Case}", StringComparison.Ordinal).Replace("SANCTIONED", $"{ids.Sanctioned}", StringComparison.Ordinal).Replace("SANCTION", $"{ids.Sanction}", StringComparison.Ordinal).Replace("CONFIRMED", $"{ids.Confirmed}", StringComparison.Ordinal);
            var answer = await api.Get(path);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync(Api.Ct)}");
            foreach (var text in dialect.Asked) asked.TryAdd(text, path);
        }
        foreach (var type in Enum.GetValues<ImportType>())
            foreach (var ofDay in new[] { true, false })
                foreach (var text in ExportSql.Of(type, new ExportScope(ofDay, Within: true, Unmasked: true))) asked[text] = $"exports/{type} of a township";

        await using var connection = new SqliteConnection(api.ConnectionString);
        await connection.OpenAsync(Api.Ct);
        var walks = asked.Where(text => text.Value.Length > 0).SelectMany(text => Walks(connection, text.Key).Select(walk => $"{text.Value}: {walk}\n{text.Key}")).ToList();
        walks.ShouldBeEmpty(string.Join("\n\n", walks));
        asked.Values.Count(path => path.Length > 0).ShouldBeGreaterThan(60);
    }

    /// <summary>The first row goes out before the last is read: what is as large as the register is walked in the order of its key and never sorted as a whole.</summary>
    [Fact]
    public async Task An_export_of_everything_sorts_nothing()
    {
        await using var api = await Api.On(Backend.Sqlite);
        await api.Ask("meta");
        await using var connection = new SqliteConnection(api.ConnectionString);
        await connection.OpenAsync(Api.Ct);

        var sorts = from type in Enum.GetValues<ImportType>()
                    from ofDay in new[] { true, false }
                    from text in ExportSql.Of(type, new ExportScope(ofDay, Within: false, Unmasked: false))
                    let plan = Steps(connection, text, outermost: true)
                    where plan.Contains("USE TEMP B-TREE FOR ORDER BY") && !text.Contains("d.level = 'area'", StringComparison.Ordinal)
                    select $"{type}:\n{string.Join('\n', plan)}";

        string.Join("\n\n", sorts).ShouldBeEmpty();
    }

    /// <summary>Steps of the plan that walk a large table, whether by itself or by an index of it.</summary>
    private static IEnumerable<string> Walks(SqliteConnection connection, string sql) =>
        Steps(connection, sql).Where(step => Scan().Match(step) is { Success: true } scan && Large.Any(table => scan.Groups["what"].Value == table || Regex.IsMatch(sql, $@"\b{table}\s+(?:AS\s+)?{scan.Groups["what"].Value}\b", RegexOptions.None, TimeSpan.FromSeconds(1))));

    private static List<string> Steps(SqliteConnection connection, string sql, bool outermost = false)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A text of the program's own
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
#pragma warning restore CA2100
        foreach (var parameter in Parameter().Matches(sql).Select(match => match.Value).Distinct(StringComparer.Ordinal)) command.Parameters.AddWithValue(parameter, DBNull.Value);
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
            if (!outermost || reader.GetInt64(1) is 0) steps.Add(reader.GetString(3));
        return steps;
    }

    [GeneratedRegex("@[A-Za-z_0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("^SCAN (?<what>\\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scan();
}
