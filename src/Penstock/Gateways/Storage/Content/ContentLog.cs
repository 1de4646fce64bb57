using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Content;
using Penstock.Secrets;

namespace Penstock.Gateways.Storage.Content;

/// <summary>
/// Content in the database. Each owner has a data key, which is kept wrapped under the server's content key; to erase an owner is to destroy
/// that key. What waits to be written is bounded by number and by bytes; what is more is not recorded, and the log says how much that was.
/// </summary>
internal sealed class ContentLog : IContentLog, IAsyncDisposable
{
    private const int MostWaiting = 2_000;
    private const long MostBytes = 64L * 1024 * 1024;

    private readonly SqliteDatabase _database;
    private readonly ContentCipher _master;
    private readonly Func<string, string> _redact;
    private readonly Func<TimeSpan?> _longest;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _running;
    private long _bytes;
    private long _lost;

    /// <summary>Opens it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="masterKey">The key that owners' keys are wrapped under.</param>
    /// <param name="redact">Takes out what must not be kept.</param>
    /// <param name="longest">The longest that content is kept, whatever a policy says; null for no bound.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public ContentLog(SqliteDatabase database, byte[] masterKey, Func<string, string> redact, Func<TimeSpan?> longest, TimeProvider time, ILogger log)
    {
        (_database, _master, _redact, _longest, _time, _log) = (database, new ContentCipher(masterKey), redact, longest, time, log);
        _running = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public bool TryAdd(CallContent content)
    {
        var size = content.Request.Length + content.Answer.Length;
        if (Interlocked.Add(ref _bytes, size) <= MostBytes && _waiting.Writer.TryWrite(new Waiting(content, null)))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -size);
        Interlocked.Increment(ref _lost);
        return false;
    }

    /// <inheritdoc/>
    public async Task<RecordedContent?> FindAsync(string callId, CancellationToken ct)
    {
        await using var connection = await _database.OpenReaderAsync(ct);
        await using var command = connection.Command(
            "select l.owner, l.content, k.wrapped from content_log l join content_keys k on k.owner = l.owner where l.call_id = @id and l.expires_at > @now",
            ("@id", callId), ("@now", Micros.Of(_time.GetUtcNow())));
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return null;
        }

        var owner = row.GetString(0);
        var key = _master.Decrypt(Convert.FromBase64String(row.GetString(2)), KeyOwner(owner));
        var plain = key is null ? null : new ContentCipher(key).Decrypt(Convert.FromBase64String(row.GetString(1)), Owner(owner, callId));
        return plain is null ? null : JsonSerializer.Deserialize(plain, ContentJson.Default.RecordedContent);
    }

    /// <inheritdoc/>
    public async Task<long> EraseAsync(string owner, CancellationToken ct)
    {
        // What is still waiting is the owner's too; nothing is written while the key goes.
        await DrainAsync(ct);
        await _writing.WaitAsync(ct);
        try
        {
            await using var connection = await _database.OpenWriterAsync(durable: true, ct);
            await connection.ExecuteAsync("pragma secure_delete = on", ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var key = connection.Command("delete from content_keys where owner = @owner", ("@owner", owner));
            key.Transaction = transaction;
            await key.ExecuteNonQueryAsync(ct);
            await using var rows = connection.Command("delete from content_log where owner = @owner", ("@owner", owner));
            rows.Transaction = transaction;
            var erased = await rows.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
            return erased;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Waits until everything that was added before is written.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new Waiting(null, reached), ct);
        await reached.Task.WaitAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
    }

    private async Task RunAsync()
    {
        await foreach (var (content, reached) in _waiting.Reader.ReadAllAsync())
        {
            reached?.SetResult();
            if (content is null)
            {
                continue;
            }

            await _writing.WaitAsync();
            try
            {
                await WriteAsync(content);
            }
            catch (Exception fault) when (fault is DbException or CryptographicException)
            {
                AuditLog.ContentNotWritten(_log, fault);
            }
            finally
            {
                _writing.Release();
                Interlocked.Add(ref _bytes, -(content.Request.Length + content.Answer.Length));
            }

            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
            {
                AuditLog.ContentLost(_log, lost);
            }
        }
    }

    private async Task WriteAsync(CallContent content)
    {
        var until = _longest() is { } longest && content.At + longest < content.Until ? content.At + longest : content.Until;
        var recorded = new RecordedContent(
            content.CallId, content.Owner, _redact(Encoding.UTF8.GetString(content.Request.Span)), _redact(Encoding.UTF8.GetString(content.Answer.Span)), content.IsCut, content.At, until);
        await using var connection = await _database.OpenWriterAsync(durable: false, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var cipher = new ContentCipher(await KeyAsync(connection, transaction, content.Owner));
        var kept = cipher.Encrypt(JsonSerializer.SerializeToUtf8Bytes(recorded, ContentJson.Default.RecordedContent), Owner(content.Owner, content.CallId));
        await using var insert = connection.Command(
            "insert into content_log (call_id, owner, content, created_at, expires_at) values (@id, @owner, @content, @created_at, @expires_at) on conflict (call_id) do nothing",
            ("@id", content.CallId),
            ("@owner", content.Owner),
            ("@content", Convert.ToBase64String(kept)),
            ("@created_at", Micros.Of(content.At)),
            ("@expires_at", Micros.Of(until)));
        insert.Transaction = transaction;
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private async Task<byte[]> KeyAsync(DbConnection connection, DbTransaction transaction, string owner)
    {
        await using var find = connection.Command("select wrapped from content_keys where owner = @owner", ("@owner", owner));
        find.Transaction = transaction;
        if (await find.ExecuteScalarAsync() is string wrapped)
        {
            return _master.Decrypt(Convert.FromBase64String(wrapped), KeyOwner(owner))
                ?? throw new CryptographicException($"The content key of '{owner}' was wrapped under another master key. Restore content.key, or erase that owner's content.");
        }

        var key = RandomNumberGenerator.GetBytes(32);
        await using var insert = connection.Command(
            "insert into content_keys (owner, wrapped, created_at) values (@owner, @wrapped, @created_at)",
            ("@owner", owner), ("@wrapped", Convert.ToBase64String(_master.Encrypt(key, KeyOwner(owner)))), ("@created_at", Micros.Of(_time.GetUtcNow())));
        insert.Transaction = transaction;
        await insert.ExecuteNonQueryAsync();
        return key;
    }

    private static string KeyOwner(string owner) => $"key of {owner}";

    private static string Owner(string owner, string callId) => $"{owner}\n{callId}";

    // Content to be written, or somebody who waits until all before is.
    private readonly record struct Waiting(CallContent? Content, TaskCompletionSource? Reached);
}
