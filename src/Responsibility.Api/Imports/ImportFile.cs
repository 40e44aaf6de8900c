using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Responsibility.Api.Imports;

/// <summary>A data row of a file.</summary>
/// <param name="Line">Physical line on which it begins.</param>
/// <param name="Raw">The row as it stands in the file.</param>
internal sealed record ImportFileRow(long Line, string Raw, string[] Cells, Dictionary<string, int> Columns)
{
    /// <summary>The cell of a column; null where it states nothing.</summary>
    public string? this[string column] => Columns.TryGetValue(column, out var at) && at < Cells.Length && Cells[at].Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>Reads a job's upload as CSV, row by row, in bounded memory.</summary>
internal sealed class ImportFile : IDisposable
{
    private readonly StreamReader text;
    private readonly CsvParser csv;

    public ImportFile(Database database, long job)
    {
        text = new StreamReader(new UploadStream(database, job), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { DetectDelimiter = false, BadDataFound = null, IgnoreBlankLines = true });
    }

    /// <summary>The header as it stands in the file, and its cells.</summary>
    public async Task<(string Raw, string[] Cells)?> Header() => await csv.ReadAsync() ? (csv.RawRecord.TrimEnd('\r', '\n'), csv.Record!) : null;

    public async IAsyncEnumerable<ImportFileRow> Rows(Dictionary<string, int> columns)
    {
        for (var line = (long)csv.RawRow + 1; await csv.ReadAsync(); line = (long)csv.RawRow + 1)
            yield return new ImportFileRow(line, csv.RawRecord.TrimEnd('\r', '\n'), csv.Record!, columns);
    }

    public void Dispose()
    {
        csv.Dispose();
        text.Dispose();
    }

    /// <summary>The parts of an upload as one stream.</summary>
    private sealed class UploadStream(Database database, long job) : Stream
    {
        private byte[] part = [];
        private int read;
        private long next;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (read == part.Length)
            {
                part = await database.Read(session => session.Find<byte[]>("SELECT bytes FROM import_upload WHERE job_id = @job AND part = @next", new { job, next }), cancellationToken) ?? [];
                read = 0;
                next++;
            }
            var some = Math.Min(buffer.Length, part.Length - read);
            part.AsMemory(read, some).CopyTo(buffer);
            read += some;
            return some;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An upload is read asynchronously.");
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
