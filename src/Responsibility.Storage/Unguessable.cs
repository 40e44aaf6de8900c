using System.Security.Cryptography;

namespace Responsibility.Storage;

/// <summary>Random bytes that nobody can guess, drawn from the system many at once: to ask for each few of them costs more than the fact that they belong to.</summary>
internal static class Unguessable
{
    private const int Drawn = 4096;

    [ThreadStatic]
    private static byte[]? pool;

    [ThreadStatic]
    private static int left;

    /// <summary>So many bytes that were never handed out before, at most 4,096.</summary>
    public static byte[] Bytes(int count)
    {
        if (pool is null || left < count)
        {
            pool ??= new byte[Drawn];
            RandomNumberGenerator.Fill(pool);
            left = Drawn;
        }
        left -= count;
        var handedOut = pool.AsSpan(left, count);
        var bytes = handedOut.ToArray();
        handedOut.Clear();
        return bytes;
    }
}
