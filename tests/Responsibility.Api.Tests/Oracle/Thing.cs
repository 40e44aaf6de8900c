namespace Responsibility.Api.Tests.Oracle;

/// <summary>What is said of a thing on one or more days, and the ledger position of the fact that says it.</summary>
internal sealed class Cell(long ledger, IReadOnlyDictionary<string, object?> said)
{
    public long Ledger => ledger;

    public IReadOnlyDictionary<string, object?> Said => said;

    public object? this[string member] => said.GetValueOrDefault(member);

    public string? Text(string member) => (string?)this[member];

    public long? Id(string member) => (long?)this[member];

    public bool Is(string member, object? value) => value is not null && Equals(this[member], value);

    public Cell With(IEnumerable<KeyValuePair<string, object?>> more)
    {
        var all = new Dictionary<string, object?>(said);
        foreach (var (member, value) in more) all[member] = value;
        return new Cell(0, all);
    }

    public bool SaysTheSame(Cell other) => said.All(s => Equals(s.Value, other[s.Key]));
}

/// <summary>A stretch of days on which one cell stands: what the register keeps as one version.</summary>
internal readonly record struct Run(int Start, int End, Cell Cell);

/// <summary>A thing: for each day what it is, or nothing. Days that hold the very same cell and touch are one version.</summary>
internal sealed class Thing(string noun, long id, Cell?[] days)
{
    public string Noun => noun;

    public long Id => id;

    public Cell? On(int day) => days[day];

    public bool Ever(string member, object? value, int from = 0) => Runs().Any(run => run.End > from && run.Cell.Is(member, value));

    public bool Exists => End > 0;

    public int First { get; } = Array.FindIndex(days, cell => cell is not null);

    /// <summary>First day on which it is no more.</summary>
    public int End { get; } = Array.FindLastIndex(days, cell => cell is not null) + 1;

    public IReadOnlyList<Run> Runs() => runs ??= [.. Stretches()];

    private IReadOnlyList<Run>? runs;

    private IEnumerable<Run> Stretches()
    {
        for (var day = 0; day < Days.Count;)
        {
            var start = day;
            while (day < Days.Count && days[day] == days[start]) day++;
            if (days[start] is { } cell) yield return new Run(start, day, cell);
        }
    }

    public Run RunOn(int day) => Runs().First(run => run.Start <= day && day < run.End);

    public static Thing New(string noun, long id, int from, int until, IReadOnlyDictionary<string, object?> said)
    {
        var cell = new Cell(id, said);
        return new Thing(noun, id, [.. Enumerable.Range(0, Days.Count).Select(day => from <= day && day < until ? cell : null)]);
    }

    /// <summary>From the day on it is otherwise, in each member for as long as it stays what it is on that day.</summary>
    public Thing Change(long position, int day, IReadOnlyDictionary<string, object?> set)
    {
        if (days[day] is not { } before) return this;
        var after = (Cell?[])days.Clone();
        var (pending, made) = (set.Keys.ToHashSet(), new Dictionary<Cell, Cell>());
        for (var d = day; d < Days.Count; d++)
        {
            if (days[d] is not { } cell) continue;
            pending.RemoveWhere(member => !Equals(cell[member], before[member]));
            var others = set.Where(s => pending.Contains(s.Key) && !Equals(cell[s.Key], s.Value)).ToList();
            if (others.Count is 0) continue;
            if (!made.TryGetValue(cell, out var changed)) made.Add(cell, changed = cell.With(others));
            after[d] = changed;
        }
        return Painted(position, after);
    }

    /// <summary>From the day on it is no more; the fact that says so also says its last version anew.</summary>
    public Thing Ended(long position, int until)
    {
        if (!Exists || End <= until) return this;
        var after = new Cell?[Days.Count];
        Array.Copy(days, after, until);
        var last = after.LastOrDefault(cell => cell is not null);
        var anew = last?.With([]);
        for (var d = 0; d < until; d++)
            if (last is not null && after[d] == last) after[d] = anew;
        return Painted(position, after);
    }

    /// <summary>The version that stands on a day lasts from when until when it should and says what it should; neighbours that touched it go on touching it.</summary>
    /// <returns>Nothing where versions would overlap, or one would last no day.</returns>
    public Thing? Corrected(long position, Run wrong, int from, int until, IReadOnlyDictionary<string, object?> set)
    {
        var (others, touching) = (new List<Run>(), new List<Run>());
        foreach (var run in Runs().Where(run => run.Start != wrong.Start))
            if (run.End == wrong.Start) touching.Add(run with { End = from });
            else if (run.Start == wrong.End) touching.Add(run with { Start = until });
            else others.Add(run);
        var changed = from != wrong.Start || until != wrong.End || set.Any(s => !Equals(s.Value, wrong.Cell[s.Key]));
        return FromRuns(position, [.. others, .. touching, new Run(from, until, changed ? wrong.Cell.With(set) : wrong.Cell)]);
    }

    /// <summary>What a fact wrote is gone, and what it took away is there again.</summary>
    /// <returns>Nothing where what it wrote no longer stands, or what it took away has no room.</returns>
    public Thing? Undone(long position, Thing? before, Thing after)
    {
        var old = before?.Runs().ToList() ?? [];
        var written = after.Runs().Where(run => !old.Contains(run)).ToList();
        var taken = old.Where(run => !after.Runs().Contains(run)).ToList();
        bool Stands(Run run) => written.Exists(w => w.Start == run.Start && w.End == run.End && w.Cell.SaysTheSame(run.Cell));
        var kept = Runs().Where(run => !Stands(run)).ToList();
        if (Runs().Count - kept.Count != written.Count) return null;
        return FromRuns(position, [.. kept, .. taken.Select(run => run with { Cell = run.Cell.With([]) })]);
    }

    private Thing? FromRuns(long position, IReadOnlyList<Run> runs)
    {
        var after = new Cell?[Days.Count];
        foreach (var run in runs)
        {
            if (run.Start >= run.End) return null;
            for (var d = run.Start; d < run.End; d++)
                if (after[d] is null) after[d] = run.Cell; else return null;
        }
        return Painted(position, after);
    }

    /// <summary>Every version that is not day for day what it was is said by the fact at this position.</summary>
    private Thing Painted(long position, Cell?[] after)
    {
        var (standing, painted) = (Runs().ToHashSet(), new Thing(noun, id, after));
        var anew = new Cell?[Days.Count];
        foreach (var run in painted.Runs())
        {
            var cell = standing.Contains(run) ? run.Cell : new Cell(position, run.Cell.Said);
            for (var d = run.Start; d < run.End; d++) anew[d] = cell;
        }
        return new Thing(noun, id, anew);
    }
}
