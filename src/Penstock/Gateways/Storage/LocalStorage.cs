using Microsoft.Extensions.Logging;
using Penstock.Audit;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Ledger;
using Penstock.Pipeline.Responses;
using Penstock.Registry;

namespace Penstock.Gateways.Storage;

/// <summary>Everything a server keeps on its own machine, opened in order and closed in order.</summary>
internal sealed class LocalStorage : IAsyncDisposable
{
    private readonly Journal _journal;
    private readonly JournalShipper _shipper;
    private readonly SqliteDatabase _database;

    private LocalStorage(DataFolder folder, byte[] hashSecret, byte[] contentKey, SqliteDatabase database, Journal journal, AuditChain chain, TimeProvider time, JournalShipper shipper)
    {
        (Folder, HashSecret, _database, _journal, _shipper, Chain) = (folder, hashSecret, database, journal, shipper, chain);
        Calls = new CallStore(database, shipper);
        Registry = new RegistryStore(database, chain);
        Keys = new KeyStore(database, chain, time);
        Audit = new AuditTrail(database, chain);
        Responses = new ResponseStore(database, new ContentCipher(contentKey));
        Secrets = new SecretTable(database);
    }

    /// <summary>The data folder, held while this is open.</summary>
    public DataFolder Folder { get; }

    /// <summary>The secret to hash keys under.</summary>
    public byte[] HashSecret { get; }

    /// <summary>Where calls are recorded.</summary>
    public ILedger Ledger => _journal;

    /// <summary>Where calls are read.</summary>
    public ICallStore Calls { get; }

    /// <summary>Where keys are kept.</summary>
    public IKeyStore Keys { get; }

    /// <summary>Where managed things are kept.</summary>
    public IRegistryStore Registry { get; }
    /// <summary>The audit trail.</summary>
    public IAuditTrail Audit { get; }

    /// <summary>The audit trail's chain, for stores that append in the transaction of their change.</summary>
    public AuditChain Chain { get; }

    /// <summary>Where responses are kept for the requests that follow them.</summary>
    public IResponseStore Responses { get; }

    /// <summary>The rows of encrypted secrets.</summary>
    public SecretTable Secrets { get; }

    /// <summary>Opens a data folder, and makes it at first start.</summary>
    /// <param name="dataFolder">The folder.</param>
    /// <param name="database">The SQLite file; null for the one in the folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">For the jitter of the tries after a database failed.</param>
    /// <param name="log">The log.</param>
    /// <param name="ct">Stops the opening.</param>
    /// <param name="scrub">Takes known secrets out of what the audit trail keeps.</param>
    /// <exception cref="StorageUnusableException">Something there cannot be used; the message says what, and the fix.</exception>
    public static async Task<LocalStorage> OpenAsync(
        string dataFolder, string? database, TimeProvider time, Random random, ILogger log, CancellationToken ct, Func<string, string>? scrub = null)
    {
        var folder = DataFolder.Open(dataFolder);
        SqliteDatabase? sqlite = null;
        try
        {
            var (secret, made) = Storage.HashSecret.LoadOrCreate(folder);
            var (contentKey, _) = Storage.HashSecret.LoadOrCreate(folder.ContentKey, "after which responses that are kept cannot be read any more");
            sqlite = await SqliteDatabase.OpenAsync(database ?? folder.Database, time, ct);
            if (made && await new KeyStore(sqlite, new AuditChain(""), time).LoadAsync(ct) is { Count: > 0 } keys)
            {
                StorageLog.SecretLost(log, folder.HashKey, keys.Count);
            }

            var journal = new Journal(new JournalFolder(folder.Journal), time, log);
            var chain = new AuditChain(journal.Folder.Id, scrub);
            return new LocalStorage(folder, secret, contentKey, sqlite, journal, chain, time, new JournalShipper(journal, sqlite, time, random, log));
        }
        catch (Exception e)
        {
            sqlite?.Dispose();
            folder.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new StorageUnusableException(
                    $"The journal in '{folder.Journal}' cannot be opened: {e.Message} Give this user write access to it.", e);
            }

            throw;
        }
    }

    /// <summary>Takes no more records, stores what there is, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _shipper.DisposeAsync();
        _database.Dispose();
        Folder.Dispose();
    }
}
