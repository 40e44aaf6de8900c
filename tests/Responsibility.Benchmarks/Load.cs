using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Responsibility.Benchmarks;

/// <summary>Asks one server on this machine over kept-open connections, for a bounded time, and counts.</summary>
internal static class Load
{
    /// <summary>What a run showed.</summary>
    /// <param name="PerSecond">Answers per second.</param>
    /// <param name="P50">Half of the answers took no longer, in microseconds.</param>
    /// <param name="P99">99 in 100 took no longer, in microseconds.</param>
    /// <param name="Failures">Answers that were not a success.</param>
    internal sealed record Shown(double PerSecond, double P50, double P99, long Failures);

    /// <param name="request">The bytes of the n-th request of a client.</param>
    /// <param name="most">How many requests each client makes at most.</param>
    public static async Task<Shown> Run(int port, int clients, TimeSpan time, Func<int, long, byte[]> request, long most = long.MaxValue)
    {
        var until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var started = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => Client(port, client, until, request, most))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var times = runs.SelectMany(r => r.Times).Order().ToArray();
        return new Shown(times.Length / seconds, Micro(times[times.Length / 2]), Micro(times[(int)(times.Length * 0.99)]), runs.Sum(r => r.Failures));
    }

    private static double Micro(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    private static async Task<(List<long> Times, long Failures)> Client(int port, int client, long until, Func<int, long, byte[]> request, long most)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var times = new List<long>(1 << 16);
        var buffer = new byte[1 << 20];
        long failures = 0;
        for (long n = 0; n < most && Stopwatch.GetTimestamp() < until; n++)
        {
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(request(client, n));
            if (!await Answer(socket, buffer)) failures++;
            times.Add(Stopwatch.GetTimestamp() - start);
        }
        return (times, failures);
    }

    /// <summary>Reads one answer to its end; of one that is larger than the buffer, as that is overwritten, only the end is kept.</summary>
    private static async Task<bool> Answer(Socket socket, byte[] buffer)
    {
        ReadOnlyMemory<byte> last = "\r\n0\r\n\r\n"u8.ToArray();
        var (filled, dropped, head, length, success) = (0, 0, -1, -1, false);
        while (true)
        {
            if (filled == buffer.Length)
            {
                buffer.AsSpan(filled - last.Length).CopyTo(buffer);
                (filled, dropped) = (last.Length, dropped + filled - last.Length);
            }
            filled += await Receive(socket, buffer.AsMemory(filled));
            if (head < 0)
            {
                head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
                if (head < 0) continue;
                length = ContentLength(buffer.AsSpan(0, head));
                success = buffer[9] is (byte)'2';
            }
            if (length >= 0 ? dropped + filled >= head + 4 + length : buffer.AsSpan(0, filled).EndsWith(last.Span)) return success;
        }
    }

    private static async Task<int> Receive(Socket socket, Memory<byte> into)
    {
        var read = await socket.ReceiveAsync(into);
        return read > 0 ? read : throw new IOException("The server closed the connection.");
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0) return -1;
        var digits = head[(at + 16)..];
        var end = digits.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture);
    }

    public static byte[] Get(string path, string key) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n");

    public static byte[] Post(string path, string key, string json) =>
        Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");
}
