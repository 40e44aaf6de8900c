using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Responsibility.Api.Imports;

/// <summary>A file on its way in: its bytes as they were sent, and its content, unpacked where gzip (RFC 1952) packed it.</summary>
/// <param name="said">Whether the request says that it is packed; where it does not, the first bytes tell.</param>
internal sealed class SentFile(Stream bytes, bool said) : IAsyncDisposable
{
    private readonly Sent sent = new(bytes);
    private GZipStream? unpacked;
    private bool begun;
    private long length;

    /// <summary>The next of its content: as many bytes as asked for, or fewer at its end.</summary>
    public async Task<Result<byte[]>> Next(int most, CancellationToken ct)
    {
        var content = new byte[most];
        try
        {
            if (!begun) await Begin(ct);
            var read = await (unpacked ?? (Stream)sent).ReadAtLeastAsync(content, most, throwOnEndOfStream: false, ct);
            length += read;
            if (read < most && unpacked is not null && !await IsWhole(ct)) return Refusals.GzipMalformed;
            return read == most ? content : content[..read];
        }
        catch (InvalidDataException)
        {
            return Refusals.GzipMalformed;
        }
        catch (IOException cut) when (cut is not BadHttpRequestException)
        {
            return Refusals.FileMalformed.Because("The form ends before its file is over.", "表单在文件结束之前中断。");
        }
    }

    /// <summary>Digest of all bytes as they were sent.</summary>
    public string Sha256() => sent.Sha256();

    public ValueTask DisposeAsync()
    {
        sent.Dispose();
        return unpacked?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private async Task Begin(CancellationToken ct)
    {
        begun = true;
        if (await sent.BeginsLikeGzip(ct) || said) unpacked = new GZipStream(sent, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>Whether the packed bytes ended where their content did. The framework compares checksums, but takes an early end for the end, and leaves aside what stands behind it.</summary>
    private async Task<bool> IsWhole(CancellationToken ct) => await sent.ReadAsync(new byte[1], ct) is 0 && sent.Ending == (uint)length;

    /// <summary>Bytes as they come in, digested, of which the last four are kept: at the end of a packed file they tell how long its content is.</summary>
    private sealed class Sent(Stream bytes) : Stream
    {
        private const int EndingLength = 4;

        private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] ending = new byte[EndingLength];
        private readonly byte[] start = new byte[2];
        private int looked;
        private int given;

        public uint Ending => BinaryPrimitives.ReadUInt32LittleEndian(ending);

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public async Task<bool> BeginsLikeGzip(CancellationToken ct)
        {
            looked = await bytes.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
            return looked is 2 && start is [0x1F, 0x8B];
        }

        public string Sha256() => Convert.ToHexStringLower(digest.GetHashAndReset());

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read;
            if (given < looked)
            {
                read = Math.Min(buffer.Length, looked - given);
                start.AsMemory(given, read).CopyTo(buffer);
                given += read;
            }
            else
            {
                read = await bytes.ReadAsync(buffer, cancellationToken);
            }
            Note(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The bytes come in asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) digest.Dispose();
            base.Dispose(disposing);
        }

        private void Note(ReadOnlySpan<byte> read)
        {
            digest.AppendData(read);
            if (read.Length < EndingLength)
            {
                ending.AsSpan(read.Length).CopyTo(ending);
                read.CopyTo(ending.AsSpan(EndingLength - read.Length));
            }
            else
            {
                read[^EndingLength..].CopyTo(ending);
            }
        }
    }
}
