using System.Globalization;

namespace Responsibility.Api.Tests.Divisions;

/// <summary>Divisions of county level and above since 1981, year by year, and the changes that lead from each year to the next.</summary>
/// <remarks>
/// From the Ministry of Civil Affairs' yearly lists, by way of the public areacodes collection (CC0). A year means 31 December of it; the end is the first
/// year in which a row no longer holds; <c>[2010]</c> after a code is the year in which a division that went on gave a part to that one.
/// </remarks>
internal sealed class RealHistory
{
    private static readonly string? File = Environment.GetEnvironmentVariable("RESPONSIBILITY_DIVISION_HISTORY") ?? Beside();

    private readonly List<Row> rows;
    private readonly ILookup<string, Row> byCode;
    private readonly Api api;
    private readonly Dictionary<string, Now> held = new(StringComparer.Ordinal);

    private RealHistory(Api api, string prefix)
    {
        this.api = api;
        rows = [.. System.IO.File.ReadLines(File!).Skip(1).Select(Row.Of).Where(r => r.Code.StartsWith(prefix, StringComparison.Ordinal))];
        byCode = rows.ToLookup(r => r.Code, StringComparer.Ordinal);
    }

    public static bool IsThere => File is not null;

    public int Changes { get; private set; }

    public IEnumerable<int> Years => Enumerable.Range(rows.Min(r => r.Start), rows.Max(r => Math.Max(r.Start, r.End is Row.Open ? 0 : r.End)) - rows.Min(r => r.Start) + 2);

    public int Rows => rows.Count;

    /// <summary>Records the history through the API, one change after the other.</summary>
    public static async Task<RealHistory> Happens(Api api, string prefix)
    {
        var history = new RealHistory(api, prefix);
        var first = history.rows.Min(r => r.Start);
        foreach (var row in history.rows.Where(r => r.Start == first).OrderBy(r => r.Level)) await history.Establish(row, first);
        foreach (var year in history.Years.Skip(1)) await history.Pass(year);
        return history;
    }

    /// <summary>Code, name and code of the division above, of all that there were at the end of a year.</summary>
    public IEnumerable<string> At(int year) => rows.Where(r => r.In(year)).Select(r => $"{r.Code}000000 {r.Name} {(r.Level is 0 ? null : Above(r, year) + "000000")}").Order(StringComparer.Ordinal);

    private async Task Pass(int year)
    {
        var (ended, started) = (rows.Where(r => r.End == year).ToList(), rows.Where(r => r.Start == year).ToDictionary(r => r.Code, StringComparer.Ordinal));
        var aims = ended.SelectMany(r => r.Successors(null)).ToHashSet(StringComparer.Ordinal);
        // What nothing became of, from the top down, once its code is free.
        foreach (var row in started.Values.Where(r => r.Level < 2 && !aims.Contains(r.Code) && !held.ContainsKey(r.Code)).OrderBy(r => r.Level)) await Establish(row, year);
        var open = ended.Where(r => r.Successors(null).Any() || started.ContainsKey(r.Code)).OrderByDescending(r => r.Level).ToList();
        while (open.Count > 0)
        {
            var done = new List<Row>();
            foreach (var row in open.Where(r => !done.Contains(r))) done.AddRange(await Become(row, open, started, year));
            (done.Count > 0 ? "" : string.Join("; ", open.Select(r => $"{year} {r.Code} {r.Name} → {string.Join(',', r.Successors(null))}"))).ShouldBe("", "no order leads through this year");
            open = [.. open.Except(done)];
        }
        foreach (var row in started.Values.Where(r => !held.ContainsKey(r.Code)).OrderBy(r => r.Level)) await Establish(row, year);
        foreach (var row in rows.Where(r => r.In(year) && r.Level > 0 && held[r.Code].Parent != held[Above(r, year)]))
        {
            await Change(new { type = "reparent", effectiveOn = Day(year), document = "史", division = row.Code, parent = Above(row, year) });
            held[row.Code].Parent = held[Above(row, year)];
        }
        foreach (var row in rows.Where(r => r.In(year) && r.Start < year && r.Successors(year).Any())) await Give(row, year);
        foreach (var row in ended.Where(r => !r.Successors(null).Any() && !started.ContainsKey(r.Code)).OrderByDescending(r => r.Level))
        {
            await Change(new { type = "abolish", effectiveOn = Day(year), document = "史", division = row.Code });
            held.Remove(row.Code);
        }
    }

    /// <summary>What a row became, as far as that can be recorded by now; the rows that this settles.</summary>
    private async Task<IReadOnlyList<Row>> Become(Row row, List<Row> open, Dictionary<string, Row> started, int year)
    {
        var aims = row.Successors(null).ToList();
        if (started.TryGetValue(row.Code, out var same) && (aims.Count is 0 || aims.SequenceEqual([row.Code])))
        {
            if (same.Name != held[row.Code].Name) await Change(new { type = "rename", effectiveOn = Day(year), document = "史", division = row.Code, name = same.Name });
            held[row.Code].Name = same.Name;
            return [row];
        }
        if (aims.Count > 1) return await Split(row, aims, year) ? [row] : [];
        var aim = Of(aims[0], year);
        var together = open.Where(r => r.Successors(null).SequenceEqual(aims) && r.Code != aim.Code).ToList();
        if (held.ContainsKey(aim.Code))
        {
            if (Frees(aim.Code, year)) return [];
        }
        else if (together.Count is 1 && row.Level == aim.Level)
        {
            if (!held.ContainsKey(Above(aim, year)) && aim.Level > 0) return [];
            await Change(new { type = "recode", effectiveOn = Day(year), document = "史", division = row.Code, code = aim.Code, name = aim.Name, parent = aim.Level is 0 ? null : Above(aim, year) });
            held.Remove(row.Code, out var own);
            held[aim.Code] = own!;
            (own!.Code, own.Name, own.Parent) = (aim.Code, aim.Name, aim.Level is 0 ? null : held[Above(aim, year)]);
            return [row];
        }
        else if (aim.Level > 0 && !held.ContainsKey(Above(aim, year)))
        {
            return [];
        }
        await Change(new { type = "merge", effectiveOn = Day(year), document = "史", originals = together.Select(r => r.Code), result = Result(aim, year), moves = Moves(together, aim) });
        Settle(aim, year);
        foreach (var gone in together) Close(gone, aim);
        return together;
    }

    /// <summary>Whether the division that has the code closes that year, or takes another code, and has not done so yet.</summary>
    private bool Frees(string code, int year) => held.TryGetValue(code, out var there) && byCode[code].FirstOrDefault(r => r.End == year) is { } row && row.Name == there.Name
        && row.Successors(null).Any() && !row.Successors(null).Contains(code);

    private async Task<bool> Split(Row row, List<string> codes, int year)
    {
        // One of them may come under another.
        var aims = codes.Select(code => Of(code, year)).OrderBy(a => a.Level).ToList();
        if (aims.Exists(a => (a.Level > 0 && !held.ContainsKey(Above(a, year)) && !codes.Contains(Above(a, year))) || (a.Code != row.Code && Frees(a.Code, year)))) return false;
        var goesOn = codes.Contains(row.Code);
        await Change(new { type = "split", effectiveOn = Day(year), document = "史", division = row.Code, results = aims.Select(a => Result(a, year, a.Code == row.Code)), moves = goesOn ? null : Moves([row], aims[0]) });
        foreach (var aim in aims) Settle(aim, year);
        if (goesOn) held[row.Code].Name = aims.Single(a => a.Code == row.Code).Name;
        else Close(row, aims[0]);
        return true;
    }

    /// <summary>A division that goes on gave a part to others.</summary>
    private Task Give(Row row, int year) => Change(new
    {
        type = "split",
        effectiveOn = Day(year),
        document = "史",
        division = row.Code,
        results = row.Successors(year).Where(code => code != row.Code).Select(code => Result(Of(code, year), year)).Prepend(Result(row, year)),
    });

    private async Task Establish(Row row, int year)
    {
        await Change(new { type = "establish", effectiveOn = Day(year), document = "史", result = new { code = row.Code, name = row.Name, level = row.Word, parent = row.Level is 0 ? null : Above(row, year) } });
        Settle(row, year);
    }

    private async Task Change(object change)
    {
        Changes++;
        var answer = await api.Post("division-changes", change);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{System.Text.Json.JsonSerializer.Serialize(change)} {await answer.Content.ReadAsStringAsync(Api.Ct)}");
    }

    private Row Of(string code, int year) => byCode[code].Single(r => r.In(year));

    /// <summary>One that is there already keeps the name and the place that it has until its own change is recorded.</summary>
    private object Result(Row row, int year, bool itself = false) => new { code = row.Code, name = itself || !held.TryGetValue(row.Code, out var there) ? row.Name : there.Name, level = row.Word, parent = held.ContainsKey(row.Code) || row.Level is 0 ? null : Above(row, year) };

    private IEnumerable<object>? Moves(List<Row> closing, Row into) =>
        held.Values.Where(h => closing.Exists(c => h.Parent == held[c.Code])).Select(h => new { division = h.Code, to = into.Code }).ToList() is { Count: > 0 } moves ? moves : null;

    private void Settle(Row row, int year)
    {
        if (!held.ContainsKey(row.Code)) held[row.Code] = new Now { Code = row.Code, Name = row.Name, Parent = row.Level is 0 ? null : held[Above(row, year)] };
    }

    private void Close(Row row, Row into)
    {
        foreach (var child in held.Values.Where(h => h.Parent == held[row.Code])) child.Parent = held[into.Code];
        held.Remove(row.Code);
    }

    /// <summary>The prefecture whose code it shares in that year; the province where it stands straight under that.</summary>
    private string Above(Row row, int year)
    {
        var (city, province) = (row.Code[..4] + "00", row.Code[..2] + "0000");
        return row.Level is 2 && row.Prefecture is not "直辖" && byCode[city].Any(r => r.In(year)) ? city : province;
    }

    private static string Day(int year) => $"{year}-12-31";

    private static string? Beside()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, "shared", "data", "division-history-county-and-above.csv");
            if (System.IO.File.Exists(path)) return path;
        }
        return null;
    }

    /// <summary>A division as it is held to be while the history passes.</summary>
    private sealed class Now
    {
        public required string Code { get; set; }
        public required string Name { get; set; }
        public Now? Parent { get; set; }
    }

    private sealed record Row(string Code, string Prefecture, string Name, int Level, int Start, int End, string[] Became)
    {
        public const int Open = 9999;

        private readonly record struct Aim(string Code, int? Year);

        public string Word => Level switch { 0 => "province", 1 => "city", _ => "county" };

        public static Row Of(string line)
        {
            var cells = line.Split(',');
            return new(
                cells[0], cells[2], cells[3], cells[4] switch { "省级" => 0, "地级" => 1, _ => 2 }, Year(cells[6]), cells[7].Length is 0 ? Open : Year(cells[7]),
                cells[8].Split(';', StringSplitOptions.RemoveEmptyEntries));
        }

        public bool In(int year) => Start <= year && year < End;

        /// <summary>What it became at its end, or in a year in which it went on.</summary>
        public IEnumerable<string> Successors(int? year) => Became.Where(b => year is null ? b.Length is 6 : b.EndsWith($"[{year}]", StringComparison.Ordinal)).Select(b => b[..6]).Distinct(StringComparer.Ordinal);

        private static int Year(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
