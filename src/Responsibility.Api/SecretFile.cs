using System.Text;

namespace Responsibility.Api;

/// <summary>Files that hold a secret: their owner's alone, and whole or not there at all.</summary>
internal static class SecretFile
{
    public const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode TooOpen = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>What the file holds, without the end of its line; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">Others than its owner can read or change it.</exception>
    public static string? Read(string path)
    {
        if (!File.Exists(path)) return null;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & TooOpen) is not UnixFileMode.None)
            throw new InvalidOperationException($"{path} holds a secret, and others than its owner can read or change it. Make it theirs no longer (chmod 600), or replace it.");
        return File.ReadAllText(path).TrimEnd('\n');
    }

    /// <summary>Makes the file, unless another process has made it first: then theirs stays.</summary>
    public static void Create(string path, string text)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var own = $"{path}.{Guid.NewGuid():N}";
        Write(own, text + "\n", Owner);
        try
        {
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }
    }

    /// <summary>Puts the text in the place of what the file held, once it is on the disk.</summary>
    public static void Write(string path, string text, UnixFileMode mode)
    {
        var next = $"{path}.next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using (var stream = new FileStream(next, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(next, path, overwrite: true);
    }
}
