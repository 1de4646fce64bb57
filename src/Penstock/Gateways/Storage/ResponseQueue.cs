using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Penstock.Pipeline.Responses;

namespace Penstock.Gateways.Storage;

/// <summary>
/// Keeps responses without having their calls fail, or wait for long, when the database is slow: one after the other is stored behind the call, which waits for a moment
/// only, so that what was answered is stored as a rule. What waits is found as what is stored. Bounded: beyond that a response is not kept, and the log says so.
/// </summary>
internal sealed class ResponseQueue : IResponseStore, IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private const long MostBytes = 64L * 1024 * 1024;

    private readonly IResponseStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ConcurrentDictionary<(string Key, string Id), Waiting> _waiting = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private long _bytes;
    private bool _gaveUp;

    /// <summary>Opens it.</summary>
    /// <param name="store">Where responses are stored.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public ResponseQueue(IResponseStore store, TimeProvider time, ILogger log)
    {
        (_store, _time, _log) = (store, time, log);
        _running = Task.Run(RunAsync);
    }

    /// <summary>How long a call waits for its response to be stored.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task<KeptResponse?> FindAsync(string id, string keyId, DateTimeOffset now, CancellationToken ct) =>
        _waiting.TryGetValue((keyId, id), out var waiting) ? waiting.Response.ExpiresAt > now ? waiting.Response : null : await _store.FindAsync(id, keyId, now, ct);

    /// <inheritdoc/>
    public async Task SaveAsync(KeptResponse response, CancellationToken ct)
    {
        var waiting = new Waiting(response, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var full = Interlocked.Add(ref _bytes, response.Content.Length) > MostBytes;
        _waiting[(response.KeyId, response.Id)] = waiting;
        if (full || !_queue.Writer.TryWrite(waiting))
        {
            Leave(waiting);
            StorageLog.ResponseNotKept(_log, response.Id, null);
            return;
        }

        await waiting.Stored.Task.WaitAsync(Patience, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string id, string keyId, CancellationToken ct)
    {
        var waited = _waiting.TryRemove((keyId, id), out _);
        return await _store.DeleteAsync(id, keyId, ct) || waited;
    }

    /// <inheritdoc/>
    public Task<int> SweepAsync(DateTimeOffset now, CancellationToken ct) => _store.SweepAsync(now, ct);

    /// <summary>Takes no more, and stores what waits, if the database takes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            await _running;
            return;
        }

        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var waiting in _queue.Reader.ReadAllAsync())
        {
            while (!await TryStoreAsync(waiting) && !_gaveUp)
            {
                await Task.Delay(Pause, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Leave(waiting);
        }
    }

    // One that was deleted meanwhile, or for which another came under its id, is stored no more.
    private async Task<bool> TryStoreAsync(Waiting waiting)
    {
        var response = waiting.Response;
        if (_gaveUp)
        {
            StorageLog.ResponseNotKept(_log, response.Id, null);
            return false;
        }

        try
        {
            if (_waiting.TryGetValue((response.KeyId, response.Id), out var last) && last == waiting)
            {
                await _store.SaveAsync(response, CancellationToken.None);
                if (!_waiting.ContainsKey((response.KeyId, response.Id)))
                {
                    await _store.DeleteAsync(response.Id, response.KeyId, CancellationToken.None);
                }
            }

            return true;
        }
        catch (DbException fault)
        {
            if (!waiting.Told)
            {
                waiting.Told = true;
                StorageLog.ResponseNotStored(_log, response.Id, fault);
            }

            if (_ending.IsCancellationRequested)
            {
                // Nor will it take the others, and the server has not the time to ask for each.
                _gaveUp = true;
                StorageLog.ResponseNotKept(_log, response.Id, fault);
            }

            return false;
        }
    }

    private void Leave(Waiting waiting)
    {
        _waiting.TryRemove(KeyValuePair.Create((waiting.Response.KeyId, waiting.Response.Id), waiting));
        Interlocked.Add(ref _bytes, -waiting.Response.Content.Length);
        waiting.Stored.TrySetResult();
    }

    private sealed class Waiting(KeptResponse response, TaskCompletionSource stored)
    {
        public KeptResponse Response => response;

        public TaskCompletionSource Stored => stored;

        public bool Told { get; set; }
    }
}
