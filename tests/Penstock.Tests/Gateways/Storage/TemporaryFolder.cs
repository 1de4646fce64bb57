namespace Penstock.Tests.Gateways.Storage;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("penstock-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Copies a folder as it is at this moment, like what a crash of the process leaves.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            try
            {
                using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = File.Create(Path.Combine(to, Path.GetFileName(file)));
                source.CopyTo(copy);
            }
            catch (FileNotFoundException)
            {
                // Deleted since it was listed: a crash would not find it either.
            }
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
