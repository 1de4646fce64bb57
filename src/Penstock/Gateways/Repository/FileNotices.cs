namespace Penstock.Gateways.Repository;

/// <summary>The operating system's notices of changes in folders. Where there are none to be had, polling is enough.</summary>
internal sealed class FileNotices : IDisposable
{
    private readonly List<FileSystemWatcher> _watchers = [];

    /// <param name="paths">Folders, which are watched with all that is below them, and files, whose folders are watched alone: editors and
    /// Kubernetes replace a file, which ends a watch on it.</param>
    /// <param name="changed">Told of every change, often more than once.</param>
    public FileNotices(IEnumerable<string> paths, Action changed)
    {
        foreach (var path in paths.Distinct(StringComparer.Ordinal))
        {
            try
            {
                var isFolder = Directory.Exists(path);
                var watcher = new FileSystemWatcher(isFolder ? path : Path.GetDirectoryName(path)!)
                {
                    IncludeSubdirectories = isFolder,
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

    /// <inheritdoc/>
    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());
}
