using System.Security.Cryptography;
using System.Text;

namespace Responsibility.Api.Imports;

/// <summary>Takes in the bytes of a file part by part, so that neither their number nor their place in memory matters.</summary>
internal static class Upload
{
    public const int PartSize = 1024 * 1024;

    /// <summary>Keeps the bytes as parts of the job, and says what they are.</summary>
    public static async Task<Result<Received>> Receive(Database database, long job, Stream content, long most, CancellationToken ct)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var characters = new char[PartSize + 1];
        var (part, total) = (0L, 0L);
        while (await Next(content, ct) is { Length: > 0 } bytes)
        {
            total += bytes.Length;
            if (total > most) return Refusals.BodyTooLarge.Because($"At most {most} bytes are taken.", $"最多接收 {most} 字节。");
            digest.AppendData(bytes);
            if (!IsText(decoder, bytes, characters, flush: false)) return Refusals.EncodingUnsupported;
            await database.Operate(session => session.Write(
                "INSERT INTO import_upload (job_id, part, bytes) VALUES (@job, @part, @bytes)", new { job, part, bytes }), ct);
            part++;
        }
        if (total is 0) return Refusals.FileEmpty;
        return IsText(decoder, [], characters, flush: true)
            ? new Received(Convert.ToHexStringLower(digest.GetHashAndReset()))
            : Refusals.EncodingUnsupported;
    }

    internal sealed record Received(string Sha256);

    private static async Task<byte[]> Next(Stream content, CancellationToken ct)
    {
        var bytes = new byte[PartSize];
        var read = await content.ReadAtLeastAsync(bytes, PartSize, throwOnEndOfStream: false, ct);
        return read == PartSize ? bytes : bytes[..read];
    }

    /// <summary>Whether the bytes go on being UTF-8; a NUL belongs to UTF-16 or to no text at all.</summary>
    private static bool IsText(Decoder decoder, byte[] bytes, char[] characters, bool flush)
    {
        try
        {
            var count = decoder.GetChars(bytes, characters, flush);
            return !characters.AsSpan(0, count).Contains('\0');
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

/// <summary>The bytes of a job's file, read part by part.</summary>
internal sealed class UploadStream(Database database, long job, CancellationToken ct) : Stream
{
    private byte[] part = [];
    private int at;
    private long next;

    /// <summary>Whether the file begins with the mark of UTF-8; known once it is being read.</summary>
    public bool IsMarked { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at == part.Length && !await Load()) return 0;
        var read = Math.Min(buffer.Length, part.Length - at);
        part.AsMemory(at, read).CopyTo(buffer);
        at += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The parts are read from the database, asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task<bool> Load()
    {
        var number = next++;
        var bytes = await database.Read(session => session.Find<byte[]>("SELECT bytes FROM import_upload WHERE job_id = @job AND part = @number", new { job, number }), ct);
        (part, at) = (bytes ?? [], 0);
        if (number is 0) IsMarked = part.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        return bytes is not null;
    }
}
