using System.Text.Json;

namespace Responsibility.Api.Imports;

/// <summary>What a job has found out so far: kept with each chunk, in the chunk's own unit of work.</summary>
internal sealed record ImportReport
{
    /// <summary>Causes told apart; a file with a million faults of its own must not make a report as long as itself.</summary>
    private const int MostGroups = 500;

    /// <summary>Lines named for each cause.</summary>
    private const int MostRows = 20;

    public ImportOutcome? Outcome { get; init; }
    public ImportFormat Format { get; init; }
    public string Encoding { get; init; } = FileEncoding.Utf8.Name;
    public long? Rows { get; init; }
    public ImportStats Stats { get; init; } = new(0, 0, 0, 0, 0, 0);
    public IReadOnlyList<ImportWarning> Warnings { get; init; } = [];
    public IReadOnlyList<ErrorGroup> ErrorGroups { get; init; } = [];
    public LedgerRange? Ledger { get; init; }

    public static ImportReport Read(string json) => JsonSerializer.Deserialize<ImportReport>(json, ApiJson.Options)!;

    public override string ToString() => JsonSerializer.Serialize(this, ApiJson.Options);

    /// <summary>The report of a file that was surveyed and of whose rows none was dealt with yet.</summary>
    public ImportReport Anew() => this with { Stats = new(0, 0, 0, 0, 0, 0), ErrorGroups = [], Ledger = null };

    /// <summary>How a job ends whose rows were all dealt with.</summary>
    /// <param name="all">Whether nothing is kept where any row was rejected.</param>
    public ImportReport Finished(bool all) => Stats.Rejected is 0 ? this with { Outcome = ImportOutcome.Ok } : this with
    {
        Outcome = all ? ImportOutcome.Error : ImportOutcome.Warning,
        Warnings = all ? [.. Warnings, Warned(Refusals.NothingKept)] : Warnings,
    };

    /// <summary>A warning of something that was left aside, in the language of the job.</summary>
    public static ImportWarning Warned(Refusal refusal, string property = "") =>
        new(refusal.Code, property, (refusal.Detail ?? refusal.Title).In(System.Globalization.CultureInfo.CurrentUICulture));

    /// <summary>The report, with things that were ended besides.</summary>
    public ImportReport WithEnded(long ended, long from, long until) => this with { Stats = Stats with { Ended = Stats.Ended + ended }, Ledger = Recorded(from, until) };

    private LedgerRange? Recorded(long from, long until) => until == from ? Ledger : new LedgerRange(Ledger?.First ?? (from + 1), until);

    /// <summary>How a job ends of whose file no row can be read.</summary>
    public ImportReport Failed(IEnumerable<ErrorGroup> causes) => this with { Outcome = ImportOutcome.Error, ErrorGroups = [.. ErrorGroups, .. causes] };

    /// <summary>The report with what became of a chunk's rows.</summary>
    /// <param name="from">The ledger's last position before the chunk.</param>
    /// <param name="until">The same after it.</param>
    public ImportReport With(IReadOnlyList<Dealt> rows, long from, long until)
    {
        var stats = Stats with { Total = Stats.Total + rows.Count };
        var groups = ErrorGroups.ToDictionary(g => (g.Code, g.Property, g.Value));
        foreach (var (row, outcome) in rows)
        {
            stats = outcome.Result switch
            {
                RowResult.Created => stats with { Created = stats.Created + 1 },
                RowResult.Updated => stats with { Updated = stats.Updated + 1 },
                RowResult.Unchanged => stats with { Unchanged = stats.Unchanged + 1 },
                _ => stats with { Rejected = stats.Rejected + 1 },
            };
            stats = stats with { Ended = stats.Ended + outcome.Ended };
            if (outcome.Fault is { } fault) Count(groups, fault, row.Line);
        }
        return this with
        {
            Stats = stats,
            ErrorGroups = [.. groups.Values.OrderByDescending(g => g.OccurrenceCount).ThenBy(g => g.Rows[0])],
            Ledger = Recorded(from, until),
        };
    }

    /// <summary>The report, with nothing in its groups that says <paramref name="text"/>.</summary>
    public ImportReport Without(string text)
    {
        bool Says(string? value) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;
        return this with { ErrorGroups = [.. ErrorGroups.Select(g => Says(g.Value) || Says(g.Message) ? g with { Value = null, Message = g.Code } : g)] };
    }

    private static void Count(Dictionary<(string, string?, string?), ErrorGroup> groups, RowFault fault, long line)
    {
        var key = (fault.Code, fault.Property, fault.Value);
        if (!groups.ContainsKey(key) && groups.Count >= MostGroups) key.Value = null;
        var group = groups.GetValueOrDefault(key) ?? new ErrorGroup(fault.Code, fault.Property, key.Value, fault.Message, 0, []);
        groups[key] = group with
        {
            OccurrenceCount = group.OccurrenceCount + 1,
            Rows = group.Rows.Count < MostRows ? [.. group.Rows, line] : group.Rows,
        };
    }
}

/// <summary>A row and what became of it.</summary>
internal sealed record Dealt(Row Row, RowOutcome Outcome);

internal enum RowResult { Created, Updated, Unchanged, Rejected }

/// <summary>What became of a row.</summary>
/// <param name="Fault">Why it was rejected.</param>
/// <param name="Ended">Terms that were ended for it.</param>
/// <param name="Thing">The thing that it speaks of, where that is known.</param>
internal sealed record RowOutcome(RowResult Result, RowFault? Fault = null, long Ended = 0, long Thing = 0)
{
    public static readonly RowOutcome Created = new(RowResult.Created);
    public static readonly RowOutcome Updated = new(RowResult.Updated);
    public static readonly RowOutcome Unchanged = new(RowResult.Unchanged);

    public RowOutcome Of(long thing) => this with { Thing = thing };

    public static implicit operator RowOutcome(Refusal refusal) => new(RowResult.Rejected, RowFault.Of(refusal));
}

/// <summary>Why a row was rejected, in the language of the job.</summary>
internal sealed record RowFault(string Code, string? Property, string? Value, string Message)
{
    /// <summary>The refusal as a row's: of the first column at fault, where one is.</summary>
    public static RowFault Of(Refusal refusal)
    {
        var culture = System.Globalization.CultureInfo.CurrentUICulture;
        var fault = refusal.Faults.Count > 0 ? refusal.Faults[0] : null;
        // A fault of shape has a code of its own that says more than "invalid".
        var code = refusal.Code == Refusals.Invalid.Code && fault is not null ? fault.Code : refusal.Code;
        return new(code, fault?.Pointer.TrimStart('/'), fault?.Value, (refusal.Detail ?? fault?.Detail ?? refusal.Title).In(culture));
    }
}
