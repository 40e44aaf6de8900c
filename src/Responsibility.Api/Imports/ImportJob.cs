using System.Text.Json.Serialization;

namespace Responsibility.Api.Imports;

/// <summary>What a file holds, a row each (导入类型).</summary>
public enum ImportType { Divisions, Attributes, Roster, Portfolios, Contacts }

/// <summary>Whether rows are kept.</summary>
public enum ImportMode { Commit }

/// <summary>What a row may do.</summary>
public enum ImportStrategy { CreateAndUpdate, Create, Update }

/// <summary>What is kept where some rows are rejected: each good row by itself.</summary>
public enum AtomicMode { Object }

/// <summary>What happens to the term of a full post's holder: the new one is rejected, or succeeds.</summary>
public enum OnOccupied { Reject, Succeed }

/// <summary>How the file's characters are written: a byte order mark or UTF-8.</summary>
public enum Charset { Auto }

/// <summary>Where an import stands.</summary>
public enum ImportState { Queued, Running, Finished, Failed, Cancelled }

/// <summary>How an import came out: <c>warning</c> where any row was rejected.</summary>
public enum ImportOutcome { Ok, Warning, Error }

/// <summary>An import: its progress, and its report once it is finished.</summary>
/// <param name="Id">Its number; jobs have their own, they are not facts.</param>
/// <param name="RowsDone">Data rows that have been dealt with.</param>
/// <param name="Warnings">What is odd about the file as a whole, such as columns that are not known.</param>
/// <param name="ErrorGroups">Rejected rows by what was wrong with them.</param>
/// <param name="Ledger">The first and last position recorded; null where nothing was.</param>
/// <param name="CreatedAt">When it was handed in, UTC.</param>
/// <param name="StartedAt">When it was begun, UTC; null while it waits.</param>
/// <param name="FinishedAt">When it ended, UTC; null until then.</param>
/// <example>{"id": 7, "type": "roster", "state": "finished", "outcome": "warning", "importParams": {"importMode": "commit", "importStrategy": "createAndUpdate", "atomicMode": "object", "onOccupied": "reject", "charset": "auto", "initialLoad": false}, "source": {"fileName": "roster.csv", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "encoding": "utf-8", "rows": 100}, "rowsDone": 100, "stats": {"created": 97, "updated": 0, "unchanged": 0, "rejected": 3, "total": 100, "ended": 0}, "warnings": [], "errorGroups": [{"code": "division-unknown", "property": "division", "value": "419999", "message": "No such division", "occurrenceCount": 3, "rows": [5, 9, 12]}], "ledger": {"first": 901, "last": 1180}, "createdAt": "2026-11-24T08:00:00.000000Z", "startedAt": "2026-11-24T08:00:00.100000Z", "finishedAt": "2026-11-24T08:00:01.000000Z"}</example>
public sealed record ImportJob(
    long Id, ImportType Type, ImportState State, ImportOutcome? Outcome, ImportParams ImportParams, ImportSource Source, long RowsDone, ImportStats Stats,
    IReadOnlyList<string> Warnings, IReadOnlyList<ImportErrorGroup> ErrorGroups, ImportLedger? Ledger, string CreatedAt, string? StartedAt, string? FinishedAt);

/// <summary>With what an import was asked for.</summary>
/// <param name="InitialLoad">Whether it is the first load of a register.</param>
public sealed record ImportParams(ImportMode ImportMode, ImportStrategy ImportStrategy, AtomicMode AtomicMode, OnOccupied OnOccupied, Charset Charset, bool InitialLoad);

/// <summary>The file.</summary>
/// <param name="FileName">Its name, where it was given.</param>
/// <param name="Sha256">SHA-256 of its bytes, in hex.</param>
/// <param name="Encoding">How its characters were read.</param>
/// <param name="Rows">Its data rows; null until they are counted.</param>
public sealed record ImportSource(string? FileName, string Sha256, string Encoding, long? Rows);

/// <summary>created + updated + unchanged + rejected = total, the data rows; ended counts terms ended besides.</summary>
/// <param name="Created">Rows that created something new.</param>
/// <param name="Updated">Rows that corrected what was recorded.</param>
/// <param name="Unchanged">Rows that said what the register holds already.</param>
/// <param name="Rejected">Rows of which nothing was kept.</param>
/// <param name="Total">Data rows dealt with.</param>
/// <param name="Ended">Terms that were ended to make way for a successor.</param>
public sealed record ImportStats(long Created, long Updated, long Unchanged, long Rejected, long Total, long Ended);

/// <summary>Rows that were rejected for the same reason.</summary>
/// <param name="Property">The column at fault, by its English name.</param>
/// <param name="Message">What was wrong, in the language of the request that started the import.</param>
/// <param name="OccurrenceCount">How many rows.</param>
/// <param name="Rows">Physical lines of the file, at most 20; <c>occurrenceCount</c> is not cut.</param>
public sealed record ImportErrorGroup(string Code, string? Property, string? Value, string Message, long OccurrenceCount, IReadOnlyList<long> Rows);

/// <summary>The range of ledger positions within which an import recorded; others may have written in between.</summary>
/// <param name="First">Position of its first fact.</param>
/// <param name="Last">Position of its last fact so far.</param>
public sealed record ImportLedger(long First, long Last);

/// <summary>A job as its table holds it.</summary>
internal sealed record ImportRow
{
    public long Id { get; init; }
    public ImportType Type { get; init; }
    public ImportState State { get; init; }
    public required string Params { get; init; }
    public string? FileName { get; init; }
    public required string Sha256 { get; init; }
    public required string Actor { get; init; }
    public required string Language { get; init; }
    public required string CreatedAt { get; init; }
    public string? StartedAt { get; init; }
    public string? FinishedAt { get; init; }
    public long RowsDone { get; init; }
    public required string Report { get; init; }

    public const string Select =
        "SELECT id, type, state, params, file_name, sha256, actor, language, created_at, started_at, finished_at, rows_done, report FROM import_job";

    /// <summary>A job whose file is still coming in is nobody's yet.</summary>
    public const string Receiving = "receiving";

    public ImportJob Show()
    {
        var report = ImportReport.Read(Report);
        return new(
            Id, Type, State, report.Outcome(State), System.Text.Json.JsonSerializer.Deserialize<ImportParams>(Params, FactCodec.Json)!,
            new(FileName, Sha256, "utf-8", State is ImportState.Finished ? RowsDone : null), RowsDone, report.Stats(RowsDone), report.Warnings, report.ErrorGroups(),
            report.First is { } first ? new(first, report.Last!.Value) : null, CreatedAt, StartedAt, FinishedAt);
    }
}

/// <summary>What an import has found so far; kept with the job, in the same unit of work as the rows that it tells of.</summary>
internal sealed class ImportReport
{
    /// <summary>More kinds of error than anybody reads: what comes after is told as one.</summary>
    private const int MostGroups = 1000;
    private const int MostRows = 20;

    public long Created { get; set; }
    public long Updated { get; set; }
    public long Unchanged { get; set; }
    public long Rejected { get; set; }
    public long Ended { get; set; }
    public long? First { get; set; }
    public long? Last { get; set; }
    public List<string> Warnings { get; init; } = [];
    public List<Group> Groups { get; init; } = [];

    [JsonIgnore]
    private Dictionary<(string, string?, string?), Group>? index;

    public static ImportReport Read(string json) => System.Text.Json.JsonSerializer.Deserialize<ImportReport>(json, FactCodec.Json)!;

    public string Write() => System.Text.Json.JsonSerializer.Serialize(this, FactCodec.Json);

    public void Reject(long line, string code, string? property, string? value, string message)
    {
        Rejected++;
        index ??= Groups.ToDictionary(g => (g.Code, g.Property, g.Value));
        if (!index.TryGetValue((code, property, value), out var group))
        {
            if (Groups.Count >= MostGroups) (property, value) = (null, null);
            if (!index.TryGetValue((code, property, value), out group))
            {
                group = new Group { Code = code, Property = property, Value = value, Message = message };
                Groups.Add(group);
                index[(code, property, value)] = group;
            }
        }
        group.Count++;
        if (group.Rows.Count < MostRows) group.Rows.Add(line);
    }

    /// <summary>Takes in what a unit of work recorded: from the position before it to the one after.</summary>
    public void Recorded(long before, long after)
    {
        if (after == before) return;
        First ??= before + 1;
        Last = after;
    }

    public ImportOutcome? Outcome(ImportState state) => state switch
    {
        ImportState.Finished => Rejected > 0 ? ImportOutcome.Warning : ImportOutcome.Ok,
        ImportState.Failed => ImportOutcome.Error,
        _ => null,
    };

    public ImportStats Stats(long total) => new(Created, Updated, Unchanged, Rejected, total, Ended);

    public IReadOnlyList<ImportErrorGroup> ErrorGroups() =>
        [.. Groups.OrderByDescending(g => g.Count).Select(g => new ImportErrorGroup(g.Code, g.Property, g.Value, g.Message, g.Count, g.Rows))];

    internal sealed class Group
    {
        public required string Code { get; init; }
        public string? Property { get; init; }
        public string? Value { get; init; }
        public required string Message { get; init; }
        public long Count { get; set; }
        public List<long> Rows { get; init; } = [];
    }
}
