using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The SQLite file and the kinds of connections to it. Readers do not wait for writers (WAL).</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly TimeSpan _busy;
    private readonly string _reading;
    private readonly string _writing;
    private long _opened;

    private SqliteDatabase(string file, TimeSpan busy)
    {
        File = file;
        _busy = busy;
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            DefaultTimeout = Math.Max(1, (int)busy.TotalSeconds),

            // Never made anew behind our back: a database that is gone is an error until it is put back.
            Mode = SqliteOpenMode.ReadWrite,
        };
        _reading = connection.ToString();
        connection.Pooling = false;
        _writing = connection.ToString();
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>How often somebody opened a connection: the journal's shipper keeps its own, everybody else opens one for each visit.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Opens the database, makes it at first start, and brings its schema up to date.</summary>
    /// <param name="file">The file's path.</param>
    /// <param name="time">The clock, for the record of migrations.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="busy">How long a statement waits for another process's lock; 5 s by default.</param>
    /// <exception cref="StorageUnusableException">It cannot be opened, is no database, or is of a newer version.</exception>
    public static async Task<SqliteDatabase> OpenAsync(string file, TimeProvider time, CancellationToken ct, TimeSpan? busy = null)
    {
        SQLitePCL.Batteries_V2.Init();
        var database = new SqliteDatabase(Path.GetFullPath(file), busy ?? TimeSpan.FromSeconds(5));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(database.File)!);
            var creating = new SqliteConnectionStringBuilder(database._writing) { Mode = SqliteOpenMode.ReadWriteCreate };

            // Its close brings everything to the disk, if it is the only one; a schema that is lost is made again.
            await using var connection = await database.OpenAsync(creating.ToString(), "normal", ct);
            await connection.ExecuteAsync("pragma journal_mode=wal", ct);
            await Migrations.ApplyAsync(connection, database.File, time, ct);
            return database;
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            database.Dispose();
            throw new StorageUnusableException(
                $"The database '{database.File}' cannot be opened: {e.Message} See that this user may write the file and its folder, "
                + "that nothing else holds it, and that it is Penstock's; or name another with storage.sqlite.", e);
        }
    }

    /// <summary>A connection to read with, from a pool.</summary>
    public Task<DbConnection> OpenReaderAsync(CancellationToken ct) => OpenAsync(_reading, "normal", ct);

    /// <summary>
    /// A connection to write with. A durable one syncs at each commit, and with its own what others committed before; what is
    /// committed on another may be lost, from the end, in a crash of the machine.
    /// </summary>
    public Task<DbConnection> OpenWriterAsync(bool durable, CancellationToken ct) => OpenAsync(_writing, durable ? "full" : "normal", ct);

    /// <summary>Whether the file is still there. SQLite would go on writing into one that was deleted.</summary>
    public bool Exists => System.IO.File.Exists(File);

    /// <summary>Whether a fault says that somebody else holds the database: sqlite.org/rescode.html, SQLITE_BUSY and SQLITE_LOCKED.</summary>
    public static bool IsBusy(Exception fault) => fault is SqliteException { SqliteErrorCode: 5 or 6 };

    /// <summary>Closes the pooled connections.</summary>
    public void Dispose()
    {
        using var any = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(any);
    }

    private async Task<DbConnection> OpenAsync(string connectionString, string synchronous, CancellationToken ct)
    {
        Interlocked.Increment(ref _opened);
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(ct);
            await connection.ExecuteAsync(
                FormattableString.Invariant($"pragma busy_timeout={_busy.TotalMilliseconds:F0}; pragma synchronous={synchronous};"), ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
