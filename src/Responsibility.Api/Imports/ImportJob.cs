using System.Text.Json.Serialization;

namespace Responsibility.Api.Imports;

/// <summary>What the rows of a file are.</summary>
public enum ImportType { Divisions, Attributes, Organizations, Posts, Officials, Appointments, Roster, Portfolios, Contacts, Tasks, Progress }

/// <summary>Whether the rows are kept, or only decided on.</summary>
public enum ImportMode { Commit, Validate }

/// <summary>What a row may do: create what is new and correct what is known, or only one of them. With <c>sync</c> the file is complete for a subtree besides: what holds there and of which no row speaks is ended.</summary>
public enum ImportStrategy { CreateAndUpdate, Create, Update, Sync }

/// <summary>What is kept or rejected as a whole: each row for itself, or all rows.</summary>
public enum AtomicMode { Object, All }

/// <summary>What becomes of a row of a roster, or of an appointment, whose post is fully held: rejected, or the term of whoever was there before is ended that day.</summary>
public enum OnOccupied { Reject, Succeed }

/// <summary>In which encoding the file is: found out from its bytes, or named.</summary>
public enum Charset { Auto, Utf8, Gb18030, Utf16 }

/// <summary>How the file writes rows: as CSV, or as a JSON object on each line.</summary>
public enum ImportFormat { Csv, Ndjson }

/// <summary>How far a job has come.</summary>
public enum ImportState { Queued, Running, Finished, Failed, Cancelled }

/// <summary>How a job ended: no row rejected, some rejected, or nothing could be loaded.</summary>
public enum ImportOutcome { Ok, Warning, Error }

/// <summary>How a file is loaded.</summary>
/// <param name="Type">What its rows are.</param>
/// <param name="ImportMode"><c>validate</c> reports what would happen and keeps nothing.</param>
/// <param name="ImportStrategy">What a row may do.</param>
/// <param name="AtomicMode"><c>object</c>: each row stands for itself, and what was loaded stays when a later row is rejected. <c>all</c>: where any row is rejected nothing is kept; at most 200,000 rows (<c>Responsibility:Imports:MaxRowsForAll</c>), during whose recording nobody else writes.</param>
/// <param name="OnOccupied">What becomes of a row of a roster, or of an appointment, whose post is fully held.</param>
/// <param name="InitialLoad">Marks the first load of a register, so that recording what was long so is not taken for backdating.</param>
/// <param name="Within">With <c>sync</c>: code of the division under which the file is complete.</param>
/// <param name="EffectiveOn">With <c>sync</c>: the day on which what no row speaks of ends; today where absent.</param>
/// <param name="MaxEnded">With <c>sync</c>: how many may end; where absent, at most 2 % of what holds under the division on that day. Where more would, nothing is kept.</param>
/// <param name="Charset">In which encoding the file is. <c>auto</c> goes by its BOM (UTF-8, UTF-16 or GB 18030), and where it has none takes it for UTF-8, or else for GB 18030, whichever it is from end to end. A <c>charset</c> in the media type names it as well.</param>
public sealed record ImportParams(
    ImportType Type, ImportMode ImportMode = ImportMode.Commit, ImportStrategy ImportStrategy = ImportStrategy.CreateAndUpdate, AtomicMode AtomicMode = AtomicMode.Object,
    OnOccupied OnOccupied = OnOccupied.Reject, bool InitialLoad = false, Charset Charset = Charset.Auto, string? Within = null, DateOnly? EffectiveOn = null, long? MaxEnded = null)
{
    /// <summary>Whether all rows are decided on before any is recorded.</summary>
    [JsonIgnore]
    internal bool IsRehearsed => ImportMode is ImportMode.Validate || AtomicMode is AtomicMode.All || ImportStrategy is ImportStrategy.Sync;
}

/// <summary>The loading of one file, and its report.</summary>
/// <param name="Id">Its own number; a job is no fact, so this is no ledger position.</param>
/// <param name="Type">What the rows of its file are.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Outcome">How it ended; null before that.</param>
/// <param name="ImportParams">How the file is loaded.</param>
/// <param name="Source">The file.</param>
/// <param name="Stats">What became of its rows so far.</param>
/// <param name="Warnings">What was left aside, such as columns that are not known.</param>
/// <param name="ErrorGroups">Rejected rows by cause, the most frequent first; causes beyond 500 are counted together, without their values.</param>
/// <param name="Ledger">Between which positions its facts stand; null where it recorded none.</param>
/// <param name="RowsDone">Rows that were dealt with; with <c>validate</c>, <c>all</c> and <c>sync</c> they are counted anew once all were decided on.</param>
/// <param name="Ahead">How many jobs run or wait before this one; null once it runs.</param>
/// <param name="RowsPerSecond">Rows dealt with in a second, on average; null before the first.</param>
/// <param name="SecondsLeft">In how many seconds the rows that are left will be dealt with at that rate; null unless it runs.</param>
/// <param name="CreatedAt">When it was queued, UTC.</param>
/// <param name="StartedAt">When its first row was read; null before that.</param>
/// <param name="FinishedAt">When it ended; null before that.</param>
/// <example>
/// {
///   "id": 7, "type": "roster", "state": "finished", "outcome": "warning",
///   "importParams": {"type": "roster", "importMode": "commit", "importStrategy": "createAndUpdate", "atomicMode": "object", "onOccupied": "reject", "initialLoad": false, "charset": "auto", "within": null, "effectiveOn": null, "maxEnded": null},
///   "source": {"fileName": "roster.csv", "sha256": "1f0c7f52aef3be5b30f2cd1c4e6b1ad57dfc0a3a2a4be73bcb22a6a9bd5c61c3", "format": "csv", "encoding": "utf-8", "rows": 48210},
///   "stats": {"created": 48000, "updated": 120, "unchanged": 70, "rejected": 20, "total": 48210, "ended": 3},
///   "warnings": [{"code": "column-unknown", "property": "备注", "message": "The column is not known and was left aside"}],
///   "errorGroups": [{"code": "division-unknown", "property": "division", "value": "419999", "message": "No such division", "occurrenceCount": 20, "rows": [5, 9, 12]}],
///   "ledger": {"first": 901, "last": 49020}, "rowsDone": 48210, "ahead": null, "rowsPerSecond": 2317.8, "secondsLeft": null,
///   "createdAt": "2017-07-09T01:00:00.000000Z", "startedAt": "2017-07-09T01:00:00.200000Z", "finishedAt": "2017-07-09T01:00:21.000000Z"
/// }
/// </example>
public sealed record ImportJob(
    long Id, ImportType Type, ImportState State, ImportOutcome? Outcome, ImportParams ImportParams, ImportSource Source, ImportStats Stats,
    IReadOnlyList<ImportWarning> Warnings, IReadOnlyList<ErrorGroup> ErrorGroups, LedgerRange? Ledger, long RowsDone, long? Ahead, double? RowsPerSecond, long? SecondsLeft,
    string CreatedAt, string? StartedAt, string? FinishedAt)
{
    [JsonIgnore]
    internal bool IsOver => State is ImportState.Finished or ImportState.Failed or ImportState.Cancelled;
}

/// <summary>The file of a job.</summary>
/// <param name="FileName">Its name, if the upload had one.</param>
/// <param name="Sha256">Digest of its bytes as they were sent, packed where they were, in hexadecimal digits.</param>
/// <param name="Format">How it writes rows.</param>
/// <param name="Encoding">In which encoding it is: <c>utf-8</c>, <c>gb18030</c>, <c>utf-16le</c> or <c>utf-16be</c>.</param>
/// <param name="Rows">Its data rows; null until they are counted.</param>
public sealed record ImportSource(string? FileName, string Sha256, ImportFormat Format, string Encoding, long? Rows);

/// <summary>What became of the rows. Created, updated, unchanged and rejected add up to total.</summary>
/// <param name="Created">Rows that created something.</param>
/// <param name="Updated">Rows that corrected what was known.</param>
/// <param name="Unchanged">Rows that say what is known already.</param>
/// <param name="Rejected">Rows of which nothing was kept.</param>
/// <param name="Total">All rows that were dealt with: in the end, all data rows of the file.</param>
/// <param name="Ended">What was ended besides: terms for a successor, and with <c>sync</c> what no row speaks of.</param>
public sealed record ImportStats(long Created, long Updated, long Unchanged, long Rejected, long Total, long Ended);

/// <summary>Something that was left aside.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Property">Which column, as the file writes it.</param>
/// <param name="Message">The warning in the language of whoever started the job.</param>
public sealed record ImportWarning(string Code, string Property, string Message);

/// <summary>Rows that were rejected for one cause.</summary>
/// <param name="Code">Stable code of the cause.</param>
/// <param name="Property">The column at fault, if one is.</param>
/// <param name="Value">What the column said.</param>
/// <param name="Message">The cause in the language of whoever started the job.</param>
/// <param name="OccurrenceCount">How many rows.</param>
/// <param name="Rows">Lines of the file on which the first 20 of them begin.</param>
public sealed record ErrorGroup(string Code, string? Property, string? Value, string Message, long OccurrenceCount, IReadOnlyList<long> Rows);

/// <summary>Positions of the ledger; facts of others may stand between.</summary>
/// <param name="First">The first that the job recorded.</param>
/// <param name="Last">The last that it recorded.</param>
public sealed record LedgerRange(long First, long Last);
