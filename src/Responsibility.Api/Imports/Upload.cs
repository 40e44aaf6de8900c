namespace Responsibility.Api.Imports;

/// <summary>Takes in the bytes of a file part by part, so that neither their number nor their place in memory matters.</summary>
internal static class Upload
{
    public const int PartSize = 1024 * 1024;

    /// <summary>Keeps the bytes, unpacked, as parts of the job, and says what they are.</summary>
    /// <param name="most">How many bytes are taken: unpacked, so that little cannot turn out to be much.</param>
    public static async Task<Result<Received>> Receive(Database database, long job, SentFile file, Charset named, long most, CancellationToken ct)
    {
        var watch = new EncodingWatch(named);
        var (part, total) = (0L, 0L);
        while (true)
        {
            var next = await file.Next(PartSize, ct);
            if (next.Refusal is { } malformed) return malformed;
            if (next.Required() is not { Length: > 0 } bytes) break;
            total += bytes.Length;
            if (total > most) return Refusals.BodyTooLarge.Because($"At most {most} bytes are taken.", $"最多接收 {most} 字节。");
            if (watch.Take(bytes) is { } unreadable) return unreadable;
            await database.Operate(session => session.Write(
                "INSERT INTO import_upload (job_id, part, bytes) VALUES (@job, @part, @bytes)", new { job, part, bytes }), ct);
            part++;
        }
        if (total is 0) return Refusals.FileEmpty;
        var encoding = watch.End();
        return encoding.Refusal is { } refusal ? refusal : new Received(file.Sha256(), encoding.Required());
    }

    /// <param name="Sha256">Digest of the file as it was sent.</param>
    /// <param name="Encoding">In which it is.</param>
    internal sealed record Received(string Sha256, FileEncoding Encoding);
}

/// <summary>The bytes of a job's file, read part by part, without the mark of their encoding.</summary>
internal sealed class UploadStream(Database database, long job, FileEncoding encoding, CancellationToken ct) : Stream
{
    private byte[] part = [];
    private int at;
    private long next;

    public FileEncoding Encoding => encoding;

    /// <summary>Whether the file begins with the mark of its encoding; known once it is being read.</summary>
    public bool IsMarked { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (at == part.Length)
            if (!await Load()) return 0;
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
        if (number is 0 && part.AsSpan().StartsWith(encoding.Mark)) (IsMarked, at) = (true, encoding.Mark.Length);
        return bytes is not null;
    }
}
