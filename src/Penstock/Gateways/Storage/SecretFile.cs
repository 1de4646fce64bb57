namespace Penstock.Gateways.Storage;

/// <summary>A file that holds a secret of the server.</summary>
internal static class SecretFile
{
    /// <summary>Writes a new one: for this user only (mode 0600), whole or not at all.</summary>
    /// <exception cref="IOException">It is there already, or cannot be written.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
    }
}
