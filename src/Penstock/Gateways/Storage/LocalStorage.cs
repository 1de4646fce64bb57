using System.Data.Common;
using Microsoft.Extensions.Logging;
using Penstock.Audit;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Content;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Content;
using Penstock.Pipeline.Ledger;
using Penstock.Pipeline.Responses;
using Penstock.Registry;
using Penstock.Secrets;

namespace Penstock.Gateways.Storage;

/// <summary>Everything a server keeps on its own machine, opened in order and closed in order.</summary>
internal sealed class LocalStorage : IAsyncDisposable
{
    private readonly Journal _journal;
    private readonly HoldFile _holds;
    private readonly BudgetStore _budgets;
    private readonly JournalShipper _shipper;
    private readonly SqliteDatabase _database;
    private readonly AuditSigner _signer;
    private readonly ILogger _log;
    private readonly ContentLog _content;
    private readonly ResponseQueue _responses;

    private LocalStorage(DataFolder folder, byte[] hashSecret, byte[] contentKey, SqliteDatabase database, Journal journal, HoldFile holds, AuditChain chain, AuditSigner signer, TimeProvider time, ILogger log, JournalShipper shipper, BudgetStore budgets, Func<string, string>? scrub, Func<TimeSpan?>? longest)
    {
        (Folder, HashSecret, _database, _journal, _holds, _shipper, Chain) = (folder, hashSecret, database, journal, holds, shipper, chain);
        Calls = new CallStore(database, shipper, time);
        Keys = new KeyStore(database, chain, time);
        Audit = new AuditTrail(database, chain);
        _budgets = budgets;
        _signer = signer;
        Checkpoints = new AuditCheckpoints(database, chain, signer, time, log);
        Registry = new RegistryStore(database, chain);
        Sessions = new SessionStore(database);
        Invoices = new InvoiceStore(database, chain, time);
        Retention = new Retention(database, chain, Checkpoints, folder.Journal, time, log);
        _log = log;
        Content = _content = new ContentLog(database, contentKey, scrub ?? (static text => text), longest ?? (static () => null), time, log);
        Responses = _responses = new ResponseQueue(new ResponseStore(database, new ContentCipher(contentKey)), time, log);
        Secrets = new SecretTable(database);
    }

    /// <summary>The data folder, held while this is open.</summary>
    public DataFolder Folder { get; }

    /// <summary>How often the database was visited, the journal's shipping aside.</summary>
    public long DatabaseVisits => _database.Opened;

    /// <summary>The secret to hash keys under.</summary>
    public byte[] HashSecret { get; }

    /// <summary>Where calls are recorded.</summary>
    public ILedger Ledger => _budgets;

    /// <summary>Where calls are read.</summary>
    public ICallStore Calls { get; }

    /// <summary>Where keys are kept.</summary>
    public IKeyStore Keys { get; }

    /// <summary>The audit trail.</summary>
    public IAuditTrail Audit { get; }

    /// <summary>Checkpoints of the audit trail.</summary>
    public AuditCheckpoints Checkpoints { get; }

    /// <summary>What was said in calls, where a policy has it recorded.</summary>
    public IContentLog Content { get; }

    /// <summary>Imported invoices.</summary>
    public IInvoiceStore Invoices { get; }

    /// <summary>Deletes what is older than it may be.</summary>
    public Retention Retention { get; }

    /// <summary>The database, for the stores of things that are managed.</summary>
    public SqliteDatabase Database => _database;

    /// <summary>The audit trail's chain, for stores that append in the transaction of their change.</summary>
    public AuditChain Chain { get; }

    /// <summary>Where sessions of browsers are kept.</summary>
    public ISessionStore Sessions { get; }

    /// <summary>Where what budgets spend and reserve is kept.</summary>
    public IBudgetStore Budgets => _budgets;

    /// <summary>Where managed things are kept.</summary>
    public IRegistryStore Registry { get; }

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
    /// <param name="signingKey">The file of the key that signs the audit trail's checkpoints; null for the one in the folder.</param>
    /// <param name="longestContent">The longest that content is kept, whatever a policy says; null for no bound.</param>
    /// <exception cref="StorageUnusableException">Something there cannot be used; the message says what, and the fix.</exception>
    public static async Task<LocalStorage> OpenAsync(
        string dataFolder, string? database, TimeProvider time, Random random, ILogger log, CancellationToken ct, Func<string, string>? scrub = null, string? signingKey = null, Func<TimeSpan?>? longestContent = null)
    {
        var folder = DataFolder.Open(dataFolder);
        SqliteDatabase? sqlite = null;
        try
        {
            var (secret, made) = Storage.HashSecret.LoadOrCreate(folder);
            var (contentKey, _) = Storage.HashSecret.LoadOrCreate(folder.ContentKey, "after which responses that are kept cannot be read any more");
            folder.Hold(database ?? folder.Database);
            sqlite = await SqliteDatabase.OpenAsync(database ?? folder.Database, time, ct);
            if (made && await new KeyStore(sqlite, new AuditChain(""), time).LoadAsync(ct) is { Count: > 0 } keys)
            {
                StorageLog.SecretLost(log, folder.HashKey, keys.Count);
            }

            var segments = new JournalFolder(folder.Journal);
            var alive = segments.LastWritten();
            var holds = new HoldFile(folder.Holds, time, log);
            var journal = new Journal(segments, time, log);
            var chain = new AuditChain(journal.Folder.Id, scrub);
            var shipper = new JournalShipper(journal, sqlite, chain, time, random, log);
            return new LocalStorage(folder, secret, contentKey, sqlite, journal, holds, chain, AuditSigner.LoadOrCreate(signingKey ?? folder.AuditKey), time, log, shipper, new BudgetStore(journal, holds, shipper, sqlite, time, alive), scrub, longestContent);
        }
        catch (Exception e)
        {
            sqlite?.Dispose();
            folder.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new StorageUnusableException(
                    $"The journal in '{folder.Journal}', or the file '{folder.Holds}' beside it, cannot be opened: {e.Message} Give this user write access there, and 4 MiB of room.", e);
            }

            throw;
        }
    }

    /// <summary>Takes no more records, stores what there is, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync();
        await _responses.DisposeAsync();
        await _journal.DisposeAsync();
        _holds.Dispose();
        await _shipper.DisposeAsync();
        try
        {
            // Covers what came last, as no later moment will.
            await Checkpoints.TakeAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or StorageUnusableException)
        {
            AuditLog.NoCheckpoint(_log, e);
        }

        _signer.Dispose();
        _database.Dispose();
        Folder.Dispose();
    }
}
