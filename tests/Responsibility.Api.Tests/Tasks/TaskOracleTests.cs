using System.Globalization;
using System.Text.Json.Nodes;

namespace Responsibility.Api.Tests.Tasks;

/// <summary>Random histories of tasks, asked about on random days as known at random positions, against a plain list of what was told and when.</summary>
public sealed class TaskOracleTests
{
    private const int Steps = 100;
    private const int Questions = 25;

    private static readonly DateOnly First = new(2017, 3, 1);
    private static readonly string[] Places = ["4102", "410225", "410225101", "410225101201"];

    [Theory, OnEveryDatabase]
    public async Task Lists_and_trees_of_an_earlier_day_as_known_earlier_say_what_was_so_then(Backend backend)
    {
        await using var api = await Api.On(backend);
        var (_, _, assessor) = await api.HasBodies();
        var verifier = await api.HasOrganization("41", "department", "河南省审计厅");
        var history = new History { Team = await api.HasOrganization("410225", "rectificationTeam", "兰考县整顿工作队") };
        var dice = new Random(20170709);

        for (var step = 0; step < Steps; step++) await history.Goes(api, dice, dice.Next(2) is 0 ? assessor : verifier);

        history.Told.Count.ShouldBeGreaterThan(Steps / 3);
        var head = await api.Head();
        for (var question = 0; question < Questions; question++)
        {
            var day = First.AddDays(dice.Next(0, 320));
            var known = question % 3 is 0 ? head : dice.NextInt64(history.Told[0].Position, head + 1);
            var then = $"asOf={Iso(day)}&knownAt=pos:{known}";
            var expected = history.At(day, known);

            var listed = (await api.Ask($"tasks?{then}&limit=1000&count=exact"))["items"]!.AsArray().Select(Line);

            listed.ShouldBe(expected.Values.OrderBy(t => t.Id).Select(t => t.ToString()), then);
            await Lit(api, then, day, expected);
            await Problems(api, then, day, history.Problems.Where(p => p.Position <= known && p.FoundOn <= day).ToList(), known, expected);
            foreach (var root in expected.Values.Where(t => t.Parent is null))
                Compare((await api.Ask($"tasks/{root.Id}/tree?{then}"))["root"]!, root, expected, then);
        }
    }

    /// <summary>Lists by light, and sums by light, state, programme and place, are those of the plain list.</summary>
    private static async Task Lit(Api api, string then, DateOnly day, IReadOnlyDictionary<long, State> tasks)
    {
        var lights = tasks.Values.ToDictionary(task => task.Id, task => Light(task, day, tasks));
        foreach (var light in new[] { "green", "yellow", "red" })
            (await api.Ask($"tasks?{then}&limit=1000&light={light}")).Items("id").ShouldBe(lights.Where(l => l.Value == light).OrderBy(l => l.Key).Select(l => $"{l.Key}"), $"{light} {then}");
        (await api.Ask($"tasks?{then}&limit=1000")).Items("light/colour").ShouldBe(tasks.Keys.Order().Select(id => lights[id]), then);
        foreach (var (by, key) in new (string, Func<State, string>)[] { ("light", t => lights[t.Id] ?? "none"), ("state", t => t.Name), ("programme", _ => "none"), ("child", _ => "410000000000") })
        {
            var summary = await api.Ask($"tasks/summary?by={by}&{then}");
            summary["items"]!.AsArray().Select(Figures).ShouldBe(tasks.Values.GroupBy(key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {Expected(g)}"), $"{by} {then}");
            if (tasks.Count > 0) Figures(summary["total"]).ShouldBe($" {Expected(tasks.Values)}", then);
        }

        string Expected(IEnumerable<State> some)
        {
            var those = some.ToList();
            var done = those.Count(t => t.Name is "completionRequested" or "verified" or "closed");
            var cancelled = those.Count(t => t.Name is "cancelled");
            return $"{those.Count} {those.Count - done - cancelled} {done} {cancelled} {those.Count(t => lights[t.Id] is "green")} {those.Count(t => lights[t.Id] is "yellow")} {those.Count(t => lights[t.Id] is "red")}";
        }

        static string Figures(JsonNode? item) =>
            string.Join(' ', new[] { "id", "tasks", "open", "done", "cancelled", "green", "yellow", "red" }.Select(member => item.At(member)));
    }

    /// <summary>A problem is as far as the task that rectifies it, by the day and as known then.</summary>
    private static async Task Problems(Api api, string then, DateOnly day, List<Problem> problems, long known, IReadOnlyDictionary<long, State> tasks)
    {
        State? Of(Problem problem) => problem.Task is { } task && task < known && tasks.GetValueOrDefault(task) is { Name: not "cancelled" } state ? state : null;
        string Come(Problem problem) => Of(problem)?.Name switch
        {
            null => "found",
            "completionRequested" or "verified" or "closed" or "reopened" => Of(problem)!.Name,
            _ => "rectifying",
        };
        string? Lit(Problem problem) => Of(problem) is { } task ? Light(task, day, tasks) : null;

        (await api.Ask($"problems?{then}&limit=1000"))["items"]!.AsArray().Select(p => $"{p.At("id")} {p.At("state")} {p.At("task")} {p.At("light")}")
            .ShouldBe(problems.OrderBy(p => p.Position).Select(p => $"{p.Position} {Come(p)} {Of(p)?.Id} {Lit(p)}"), then);
        foreach (var light in new[] { "green", "yellow", "red" })
            (await api.Ask($"problems?{then}&limit=1000&light={light}")).Items("id").ShouldBe(problems.Where(p => Lit(p) == light).OrderBy(p => p.Position).Select(p => $"{p.Position}"), $"{light} {then}");
        foreach (var (by, key) in new (string, Func<Problem, string?>)[] { ("state", Come), ("light", Lit), ("child", _ => "410000000000") })
        {
            var summary = await api.Ask($"problems/summary?by={by}&{then}");
            summary["items"]!.AsArray().Select(item => $"{item.At("id")} {item.At("total")} {item.At("rectifying")}")
                .ShouldBe(problems.GroupBy(key).Select(g => $"{g.Key} {g.Count()} {g.Count(p => Come(p) is "rectifying")}"), ignoreOrder: true, $"{by} {then}");
            summary.At("total/total").ShouldBe($"{problems.Count}", then);
        }
    }

    /// <summary>Ten percentage points behind is yellow, past the last day red; what is due within five working days only warns in blue, and is green.</summary>
    private static string? Light(State task, DateOnly day, IReadOnlyDictionary<long, State> tasks)
    {
        if (task.Name is "cancelled") return null;
        if (task.Name is "completionRequested" or "verified" or "closed") return "green";
        var due = DateOnly.ParseExact(task.DueOn, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (due < day) return "red";
        var (gone, whole) = (day.DayNumber - First.DayNumber + 1, due.DayNumber - First.DayNumber + 1);
        var done = (decimal)Bottom(task, tasks).Sum(t => t.Reported ?? 0);
        return (100m * gone * (decimal)task.Target) - (100m * done * whole) >= 10m * whole * (decimal)task.Target ? "yellow" : "green";
    }

    private static void Compare(JsonNode node, State task, IReadOnlyDictionary<long, State> tasks, string then)
    {
        var parts = tasks.Values.Where(t => t.Parent == task.Id && t.Name is not "cancelled").ToDictionary(t => t.Id);
        double Number(string member) => node[member]!.GetValue<double>();
        Number("allocated").ShouldBe(parts.Values.Sum(p => p.Target), then);
        Number("unallocated").ShouldBe(Math.Max(0, task.Target - parts.Values.Sum(p => p.Target)), then);
        Number("reported").ShouldBe(Bottom(task, tasks).Sum(t => t.Reported ?? 0), then);
        Number("verified").ShouldBe(Bottom(task, tasks).Sum(t => t.Verified ?? 0), then);
        var children = node["children"]!.AsArray();
        children.Select(c => c!["task"]!.GetValue<long>()).Order().ShouldBe(parts.Keys.Order(), then);
        foreach (var child in children) Compare(child!, parts[child!["task"]!.GetValue<long>()], tasks, then);
    }

    /// <summary>The tasks without parts, of which alone the sums are made.</summary>
    private static IEnumerable<State> Bottom(State task, IReadOnlyDictionary<long, State> tasks)
    {
        var parts = tasks.Values.Where(t => t.Parent == task.Id && t.Name is not "cancelled").ToList();
        return parts.Count is 0 ? [task] : parts.SelectMany(part => Bottom(part, tasks));
    }

    private static string Line(JsonNode? task) =>
        $"{task.At("id")} {task.At("state")} due {task.At("dueOn")} reported {task.At("reported")} verified {task.At("verified")} of {task.At("parent")}";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record State(long Id, long? Parent, double Target, string Name, string DueOn, double? Reported, double? Verified)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {Name} due {DueOn} reported {Reported} verified {Verified} of {Parent}");
    }

    /// <summary>What was told: from which day on, known from which position, and what it makes of the task.</summary>
    private sealed record Told(long Position, long Task, DateOnly Day, Func<State?, State> Makes)
    {
        /// <summary>The report that this one is a correction of.</summary>
        public long? Corrects { get; init; }

        public double? Quantity { get; init; }
    }

    /// <param name="Task">The task that rectifies it, ordered by the fact after that task's own; null where none was ordered.</param>
    private sealed record Problem(long Position, DateOnly FoundOn, long? Task);

    private sealed class History
    {
        public required long Team { get; init; }

        public List<Problem> Problems { get; } = [];

        private readonly Dictionary<long, (DateOnly Day, int Place, string DueOn)> tasks = [];

        public List<Told> Told { get; } = [];

        public IReadOnlyDictionary<long, State> At(DateOnly day, long position)
        {
            var states = new Dictionary<long, State>();
            foreach (var told in Told.Where(t => t.Position <= position && t.Day <= day && t.Corrects is null))
                states[told.Task] = told.Makes(states.GetValueOrDefault(told.Task));
            // Quantities are those of the reports, each as it was corrected last by then.
            foreach (var (id, state) in states.ToList())
            {
                var last = Told.Where(t => t.Task == id && t.Quantity is not null && t.Corrects is null && t.Position <= position && t.Day <= day).MaxBy(t => (t.Day, t.Position));
                var corrected = last is null ? null : Told.Where(t => t.Corrects == last.Position && t.Position <= position).MaxBy(t => t.Position);
                states[id] = state with { Reported = (corrected ?? last)?.Quantity };
            }
            return states;
        }

        public async Task Goes(Api api, Random dice, long verifier)
        {
            if (tasks.Count is 0 || (dice.Next(5) is 0 && tasks.Count < 12))
            {
                await Sets(api, dice);
                return;
            }
            if (dice.Next(12) is 0)
            {
                await Finds(api, dice);
                return;
            }
            var (id, (since, place, dueOn)) = tasks.ElementAt(dice.Next(tasks.Count));
            var day = since.AddDays(dice.Next(0, 12));
            var now = At(DateOnly.MaxValue, long.MaxValue)[id];
            var later = Iso(DateOnly.ParseExact(dueOn, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(dice.Next(1, 60)));
            var quantity = Math.Max(0, (now.Reported ?? 0) + dice.Next(-5, 40));
            var accepted = dice.Next(0, (int)(now.Reported ?? 0) + 2);
            var steps = StepsOf(now.Name);
            var (path, body, makes) = steps[dice.Next(steps.Length)] switch
            {
                "cancel" => ("cancellations", (object)new { cancelledOn = day, reason = "并入" }, (Func<State, State>)(s => s with { Name = "cancelled" })),
                "extend" => ("extensions", new { extendedOn = day, dueOn = later, reason = "汛期", approver = verifier }, s => s with { DueOn = later }),
                "return" => ("returns", new { returnedOn = day, reason = "退" }, s => s with { Name = "returned" }),
                "issue" => ("issues", new { issuedOn = day }, s => s with { Name = "issued" }),
                "acknowledge" => ("acknowledgements", new { acknowledgedOn = day }, s => s with { Name = "acknowledged" }),
                "report" => ("progress-reports", new { reportedOn = day, quantity }, s => s with { Name = "inProgress" }),
                "complete" => ("completions", new { completedOn = day }, s => s with { Name = "completionRequested" }),
                "verify" => ("verifications", new { verifiedOn = day, verifier, quantity = accepted }, s => s with { Name = "verified", Verified = accepted }),
                "close" => ("closures", new { closedOn = day }, s => s with { Name = "closed" }),
                "reopen" => ("reopenings", new { reopenedOn = day, reason = "反弹" }, s => s with { Name = "reopened", Verified = null }),
                _ => ("corrections", new { }, s => s),
            };
            if (path is "corrections")
            {
                await Corrects(api, dice, id);
                return;
            }
            var answer = await api.Post($"tasks/{id}/{path}", body);
            if (answer.StatusCode is not System.Net.HttpStatusCode.Created) return;
            Told.Add(new(await api.Head(), id, day, s => makes(s!)) { Quantity = path is "progress-reports" ? quantity : null });
            tasks[id] = (day, place, path is "extensions" ? later : dueOn);
        }

        /// <summary>What may well be done next, what goes on oftener than what ends it.</summary>
        private static string[] StepsOf(string state) => state switch
        {
            "registered" => ["issue", "issue", "issue", "extend"],
            "issued" => ["acknowledge", "acknowledge", "acknowledge", "acknowledge", "return", "extend", "cancel"],
            "acknowledged" or "inProgress" or "reopened" => ["report", "report", "report", "report", "correct", "correct", "complete", "extend", "cancel"],
            "completionRequested" => ["verify", "verify", "return", "correct"],
            "returned" => ["issue", "report", "complete"],
            "verified" => ["close", "reopen", "correct"],
            "closed" => ["reopen", "correct"],
            _ => ["correct"],
        };

        private async Task Finds(Api api, Random dice)
        {
            var (place, foundOn, target) = (dice.Next(Places.Length), First.AddDays(-dice.Next(0, 40)), dice.Next(50, 200));
            var problem = Api.Id(await api.Has("problems", new { source = "audit", division = Places[place], severity = "minor", foundOn, title = $"问题{Problems.Count}" }));
            if (dice.Next(3) is 0)
            {
                Problems.Add(new(problem, foundOn, null));
                return;
            }
            var answer = await api.Post($"problems/{problem}/rectifications", new { lead = Team, startsOn = First, dueOn = "2018-03-31", target = new { metric = "户", quantity = target, unit = "户" } });
            var task = Api.Id(await Api.Body(answer));
            Problems.Add(new(problem, foundOn, task));
            Told.Add(new(task, task, First, _ => new State(task, null, target, "issued", "2018-03-31", null, null)));
            tasks[task] = (First, place, "2018-03-31");
        }

        private async Task Sets(Api api, Random dice)
        {
            var whole = tasks.Count is 0 ? 0 : tasks.Keys.ElementAt(dice.Next(tasks.Count));
            var place = whole is 0 ? 0 : tasks[whole].Place + 1;
            if (place >= Places.Length) return;
            var target = dice.Next(50, 200);
            var (dueOn, issue) = (whole is 0 ? "2018-06-30" : tasks[whole].DueOn, dice.Next(4) > 0);
            var answer = await api.Post("tasks", new
            {
                title = $"任务{tasks.Count}",
                division = Places[place],
                parent = whole is 0 ? (long?)null : whole,
                target = new { metric = "户", quantity = target, unit = "户" },
                startsOn = First,
                dueOn,
                issue,
            });
            if (answer.StatusCode is not System.Net.HttpStatusCode.Created) return;
            var id = Api.Id(await Api.Body(answer));
            Told.Add(new(id, id, First, _ => new State(id, whole is 0 ? null : whole, target, issue ? "issued" : "registered", dueOn, null, null)));
            tasks[id] = (First, place, dueOn);
        }

        private async Task Corrects(Api api, Random dice, long task)
        {
            var reports = Told.Where(t => t.Task == task && t is { Quantity: not null, Corrects: null }).ToList();
            if (reports.Count is 0) return;
            var report = reports[dice.Next(reports.Count)];
            var quantity = Math.Max(0, report.Quantity!.Value + dice.Next(-10, 10));
            var answer = await api.Patch($"progress-reports/{report.Position}", new { quantity, reason = "误报" });
            var head = await api.Head();
            if (answer.IsSuccessStatusCode && head > Told[^1].Position) Told.Add(new(head, task, report.Day, s => s!) { Quantity = quantity, Corrects = report.Position });
        }
    }
}
