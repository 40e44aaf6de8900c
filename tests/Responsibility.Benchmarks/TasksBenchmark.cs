using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Responsibility.Benchmarks;

/// <summary>The relocation of 100,000 people, broken down over all cities, counties and townships of Henan: its tree, its list by light and its summary, each against bare Kestrel returning the same bytes; and a day's supervision.</summary>
internal static class TasksBenchmark
{
    private const int Whole = 100_000;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(6);

    public static async Task Run(string? postgres)
    {
        await using var service = await Service.Start(postgres);
        await service.LoadSample();
        var tasks = await Plan();
        Console.WriteLine($"{tasks.Count:N0} tasks of one tree, one client, {(postgres is null ? "SQLite" : "PostgreSQL")}");
        var watch = Stopwatch.StartNew();
        await service.Import("tasks", Csv("title,division,programme,metric,quantity,unit,startsOn,dueOn,parentDivision", tasks, t =>
            $"2017年易地搬迁,{t.Code},relocation,搬迁人口,{t.Quantity},人,2017-03-01,2017-12-31,{t.Parent}"));
        Console.WriteLine($"  imported in {watch.Elapsed.TotalSeconds:N1} s, {tasks.Count / watch.Elapsed.TotalSeconds:N0}/s");
        var bottom = tasks.Where(t => tasks.TrueForAll(p => p.Parent != t.Code)).ToList();
        watch.Restart();
        await service.Import("progress", Csv("title,division,reportedOn,quantity", bottom, t => $"2017年易地搬迁,{t.Code},2017-06-30,{t.Quantity / 3}"));
        Console.WriteLine($"  {bottom.Count:N0} reports imported in {watch.Elapsed.TotalSeconds:N1} s, {bottom.Count / watch.Elapsed.TotalSeconds:N0}/s");

        var root = (await service.Ask("/api/v1/tasks?division=41&asOf=2017-07-09"))["items"]!.AsArray()[0]!["id"]!.GetValue<long>();
        await Against(service, "tree", $"/api/v1/tasks/{root}/tree?asOf=2017-07-09");
        await Against(service, "a page of 50 yellow ones", "/api/v1/tasks?within=41&light=yellow&asOf=2017-07-09");
        await Against(service, "summary by child", "/api/v1/tasks/summary?within=41&by=child&asOf=2017-07-09");

        foreach (var _ in new[] { "first", "again" })
        {
            watch.Restart();
            using var answer = await service.Client.PostAsJsonAsync("/api/v1/supervision-runs", new { day = "2018-01-25" });
            var run = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Console.WriteLine($"  supervision of a day on which {run["late"]} are overdue: {watch.Elapsed.TotalSeconds:N2} s, {run["red"]} notices");
        }
    }

    private static async Task Against(Service service, string what, string path)
    {
        await using var answers = await Answers.Of(service, [path]);
        await answers.Warm(1, Warm);
        var limit = await answers.Limit(1, Measured);
        var asked = await answers.Asked(1, Measured);
        Console.WriteLine($"  {what}: {answers.Bytes:N0} bytes, p50 {asked.P50 / 1000.0:N1} ms, p99 {asked.P99 / 1000.0:N1} ms; bare Kestrel p50 {limit.P50 / 1000.0:N2} ms; failures {limit.Failures + asked.Failures}");
    }

    /// <summary>Each division is to move its share of what is given to the one above it.</summary>
    private static async Task<List<(string Code, int Quantity, string? Parent)>> Plan()
    {
        var lines = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "henan", "divisions.csv"))).Skip(1).Select(line => line.Split(','))
            .Where(cells => cells[2] is not "village").Select(cells => (Code: cells[0], Parent: cells[3])).ToList();
        var children = lines.ToLookup(line => line.Parent, StringComparer.Ordinal);
        var tasks = new List<(string, int, string?)>();
        Give(lines.Single(line => line.Parent.Length is 0).Code, Whole, null);
        return tasks;

        void Give(string code, int quantity, string? parent)
        {
            tasks.Add((code, quantity, parent));
            string[] below = [.. children[code].Select(child => child.Code)];
            foreach (var (index, child) in below.Index()) Give(child, Math.Max(1, (quantity / below.Length) + (index < quantity % below.Length ? 1 : 0)), code);
        }
    }

    private static MemoryStream Csv<T>(string header, IEnumerable<T> rows, Func<T, FormattableString> line) =>
        new(Encoding.UTF8.GetBytes($"{header}\n{string.Concat(rows.Select(row => $"{line(row).ToString(CultureInfo.InvariantCulture)}\n"))}"));
}
