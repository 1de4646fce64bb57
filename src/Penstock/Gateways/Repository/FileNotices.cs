namespace Penstock.Gateways.Repository;

/// <summary>The operating system's notices of changes in folders. Where there are none to be had, polling is enough.</summary>
internal sealed class FileNotices : IDisposable
{
    // Linux gives all programs of a user 128 together, one a watcher: what is beyond these is polled.
    private const int Most = 16;

    private readonly List<FileSystemWatcher> _watchers = [];

    /// <param name="paths">Folders, which are watched with all that is below them, and files, whose folders are watched alone: editors and
    /// Kubernetes replace a file, which ends a watch on it.</param>
    /// <param name="changed">Told of every change, often more than once.</param>
    public FileNotices(IEnumerable<string> paths, Action changed)
    {
        var folders = paths.Select(path => Directory.Exists(path) ? (Folder: path, All: true) : (Folder: Path.GetDirectoryName(path) ?? path, All: false));
        foreach (var (folder, all) in folders.Distinct().Take(Most))
        {
            try
            {
                var watcher = new FileSystemWatcher(folder)
                {
                    IncludeSubdirectories = all,
                    NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
                };
                watcher.Changed += (_, _) => changed();
                watcher.Created += (_, _) => changed();
                watcher.Deleted += (_, _) => changed();
                watcher.Renamed += (_, _) => changed();
                watcher.EnableRaisingEvents = true;
                _watchers.Add(watcher);
            }
            catch (Exception problem) when (problem is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                // no such folder, or no watches left
            }
        }
    }

    /// <summary>How many folders the operating system tells of.</summary>
    public int Watched => _watchers.Count;

    /// <inheritdoc/>
    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());
}
