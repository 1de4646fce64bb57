namespace Penstock.Gateways.Storage;

/// <summary>
/// The folder that holds everything a server keeps. It is held by one process at a time: two journals in one folder would
/// ship and delete each other's segments.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;
    private FileStream? _databaseLock;

    private DataFolder(string root, FileStream heldLock) => (Root, _lock) = (root, heldLock);

    /// <summary>The folder, as a full path.</summary>
    public string Root { get; }

    /// <summary>The folder of the journal's segments.</summary>
    public string Journal => Path.Combine(Root, "journal");

    /// <summary>The file of what running calls hold of budgets.</summary>
    public string Holds => Path.Combine(Root, "holds");

    /// <summary>The folder of the log files.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>The SQLite database, unless the configuration names another.</summary>
    public string Database => Path.Combine(Root, "penstock.db");

    /// <summary>The file of the server's secret.</summary>
    public string HashKey => Path.Combine(Root, "hash.key");

    /// <summary>The file of the key under which content is encrypted.</summary>
    public string ContentKey => Path.Combine(Root, "content.key");

    /// <summary>The file of the key that signs the audit trail's checkpoints, unless the configuration names another.</summary>
    public string AuditKey => Path.Combine(Root, "audit.key");

    /// <summary>The file of the master keys of secrets, unless the configuration names another.</summary>
    public string MasterKey => Path.Combine(Root, "master.key");

    /// <summary>Creates the folder where it is missing, for its owner only, and holds it until disposed or the process ends.</summary>
    /// <exception cref="StorageUnusableException">It cannot be made or written, or another process holds it.</exception>
    public static DataFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            Create(root);
            var folder = new DataFolder(root, Hold(Path.Combine(root, "penstock.lock"), $"The data folder '{root}' is in use by another Penstock. Stop that one, or name another folder with --data."));
            Create(folder.Journal);
            Create(folder.Logs);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnusableException(
                $"The data folder '{root}' cannot be used: {e.Message} Give this user write access to it, or name another with --data.", e);
        }
    }

    /// <summary>Holds a database that lies elsewhere, too: two servers over one would each spend the whole of its budgets.</summary>
    /// <exception cref="StorageUnusableException">Another process holds it.</exception>
    public void Hold(string database)
    {
        var file = Path.GetFullPath(database);
        if (file == Database)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            _databaseLock = Hold(file + ".lock", $"The database '{file}' is in use by another Penstock. Stop that one, or name another database with storage.sqlite.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nor can the database be written there: who opens it says so.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _databaseLock?.Dispose();
        _lock.Dispose();
    }

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // The kernel lets go of it however the process ends, so a stale file is no obstacle and is never deleted.
    private static FileStream Hold(string file, string refusal)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new StorageUnusableException(refusal, e);
        }
    }
}
