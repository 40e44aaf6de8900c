namespace Responsibility.Api.Imports;

/// <summary>A file read row by row, in whatever format it is.</summary>
internal interface IRowFile : IDisposable
{
    /// <summary>Names of columns that are not known, as far as the file has been read.</summary>
    IReadOnlyList<string> Unknown { get; }

    /// <summary>Which of the file's columns is which.</summary>
    Task<Result<Header>> ReadHeader(IReadOnlyList<ImportColumn> columns);

    /// <summary>Counts the rows that are left.</summary>
    Task<Result<long>> Count();

    /// <summary>Passes over the next rows.</summary>
    Task Skip(long rows);

    /// <summary>The next rows, at most <paramref name="most"/>, and fewer where they are long; none at the end.</summary>
    Task<IReadOnlyList<Row>> Take(int most);
}

internal static class RowFile
{
    /// <summary>Columns of a file; a spreadsheet's own limit is sixteen times this.</summary>
    public const int MostColumns = 1000;

    /// <summary>Characters of rows that are held at once, however few rows these are.</summary>
    public const int MostCharacters = 16 * 1024 * 1024;

    public static IRowFile Open(Database database, JobRow job, CancellationToken ct)
    {
        var report = ImportReport.Read(job.Report);
        return Open(database, job.Id, report.Format, FileEncoding.Of(report.Encoding), ct);
    }

    /// <summary>The same, of a job that is not queued yet.</summary>
    public static IRowFile Open(Database database, long job, ImportFormat format, FileEncoding encoding, CancellationToken ct)
    {
        var bytes = new UploadStream(database, job, encoding, ct);
        return format is ImportFormat.Ndjson ? new NdjsonFile(bytes) : new CsvFile(bytes);
    }
}
