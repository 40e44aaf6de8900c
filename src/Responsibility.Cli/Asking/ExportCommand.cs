using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Responsibility.Api.Imports;
using Responsibility.Storage;

namespace Responsibility.Cli.Asking;

/// <summary><c>responsibility export</c>: a file that <c>import</c> takes again, to standard output or into a file, which is there only once it is whole. Ends with 0, or with 2 where there is no whole file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var type = new Option<ImportType>("--type") { Description = "What the rows are.", Required = true };
        var within = new Option<string?>("--within") { Description = "Code of a division: only what is in it or below." };
        var asOf = AskingCommand.AsOf("Only what holds on that day, such as 2017-07-09; all versions where absent.");
        var knownAt = AskingCommand.KnownAt();
        var format = new Option<ImportFormat>("--format") { Description = "csv, or ndjson: one JSON object a line." };
        var file = new Option<FileInfo?>("--output") { Description = "The file; standard output where absent." };
        var json = AskingCommand.Json();
        var command = new Command("export", "Writes rows of a register as a file that can be imported.") { type, within, asOf, knownAt, format, file, json };
        command.Asks(async (parsed, service, output, ct) =>
        {
            var query = new List<string>();
            if (parsed.GetValue(within) is { } code) query.Add($"within={Uri.EscapeDataString(code)}");
            if (parsed.GetValue(asOf) is { } day) query.Add($"asOf={day:yyyy-MM-dd}");
            if (parsed.GetValue(knownAt) is { } known) query.Add($"knownAt={Uri.EscapeDataString(known)}");
            var path = $"/api/v1/exports/{Parameters.Word(parsed.GetRequiredValue(type))}.{Parameters.Word(parsed.GetValue(format))}?{string.Join('&', query)}";
            if (parsed.GetValue(file) is not { } into)
            {
                await using var direct = Direct(output);
                await service.Download(path, direct, ct);
                return Exit.Sound;
            }
            var summary = await Save(service, path, into, parsed.GetValue(format), ct);
            await output.WriteLineAsync(parsed.GetValue(json) ? summary.ToJsonString(JsonSerializerOptions.Web) : $"{summary["rows"]} rows, {summary["bytes"]} bytes, sha256 {summary["sha256"]}: {summary["file"]}");
            return Exit.Sound;
        });
        return command;
    }

    /// <summary>To the byte where it is the process's own, so that the mark of the encoding is kept; else as text.</summary>
    private static Stream Direct(TextWriter output) => ReferenceEquals(output, Console.Out) ? Console.OpenStandardOutput() : new TextStream(output);

    /// <summary>The file is written beside its place, and moved there when it is whole.</summary>
    private static async Task<JsonObject> Save(Service service, string path, FileInfo into, ImportFormat format, CancellationToken ct)
    {
        var beside = $"{into.FullName}.{Guid.NewGuid():N}.part";
        try
        {
            await using var counted = new CountedStream(new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None), format is ImportFormat.Csv);
            await service.Download(path, counted, ct);
            await counted.DisposeAsync();
            File.Move(beside, into.FullName, overwrite: true);
            return new JsonObject { ["file"] = into.FullName, ["rows"] = counted.Rows, ["bytes"] = counted.Bytes, ["sha256"] = counted.Sha256 };
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new UnusableException(refused.Message);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}

/// <summary>What is written only from front to back.</summary>
internal abstract class OnlyWritten : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}

/// <summary>Writes on, and counts rows and bytes.</summary>
/// <param name="quoted">Whether line breaks between quotation marks end no row, and the first row is the header, as in CSV.</param>
internal sealed class CountedStream(Stream inner, bool quoted) : OnlyWritten
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool inside;
    private long lines;

    public long Bytes { get; private set; }

    public long Rows => Math.Max(0, quoted ? lines - 1 : lines);

    public string Sha256 { get; private set; } = "";

    public override void Flush() => inner.Flush();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Count(buffer);
        inner.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Sha256.Length is 0) Sha256 = Convert.ToHexStringLower(hash.GetCurrentHash());
        hash.Dispose();
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private void Count(ReadOnlySpan<byte> buffer)
    {
        Bytes += buffer.Length;
        hash.AppendData(buffer);
        foreach (var one in buffer)
        {
            if (one is (byte)'"' && quoted) inside = !inside;
            else if (one is (byte)'\n' && !inside) lines++;
        }
    }
}

/// <summary>Bytes of UTF-8 as the text that they are.</summary>
internal sealed class TextStream(TextWriter output) : OnlyWritten
{
    private readonly System.Text.Decoder decoder = System.Text.Encoding.UTF8.GetDecoder();

    public override void Flush() => output.Flush();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var text = new char[decoder.GetCharCount(buffer, flush: false)];
        output.Write(text, 0, decoder.GetChars(buffer, text, flush: false));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
