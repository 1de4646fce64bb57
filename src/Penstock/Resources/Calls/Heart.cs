using System.IO.Pipelines;

namespace Penstock.Resources.Calls;

/// <summary>
/// Signs of life to a client while a model thinks in the middle of a stream. It beats only while nobody else writes, and only when nothing was
/// written for a whole interval, so a flowing stream pays one flag an event.
/// </summary>
internal sealed class Heart : IAsyncDisposable
{
    private const int Busy = 0, Resting = 1, Beating = 2;
    private readonly PipeWriter _output;
    private readonly ReadOnlyMemory<byte> _beat;
    private readonly ITimer _timer;
    private Task _beating = Task.CompletedTask;
    private volatile bool _written = true;
    private int _state;

    /// <summary>Starts it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="beat">What it writes.</param>
    /// <param name="interval">How long nothing must have been written.</param>
    /// <param name="time">The clock.</param>
    public Heart(PipeWriter output, ReadOnlyMemory<byte> beat, TimeSpan interval, TimeProvider time)
    {
        (_output, _beat) = (output, beat);
        _timer = time.CreateTimer(static heart => ((Heart)heart!).Tick(), this, interval, interval);
    }

    /// <summary>From here on nobody else writes.</summary>
    public void Rest() => Volatile.Write(ref _state, Resting);

    /// <summary>Somebody else is about to write: a beat that has begun is waited for.</summary>
    public async ValueTask WakeAsync()
    {
        _written = true;
        while (Interlocked.CompareExchange(ref _state, Busy, Resting) == Beating)
        {
            await Volatile.Read(ref _beating);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await WakeAsync();
    }

    private void Tick()
    {
        if (_written)
        {
            _written = false;
            return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _beating, done.Task);
        if (Interlocked.CompareExchange(ref _state, Beating, Resting) == Resting)
        {
            _ = BeatAsync(done);
        }
    }

    private async Task BeatAsync(TaskCompletionSource done)
    {
        try
        {
            await _output.WriteAsync(_beat);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client left: whoever writes next finds out.
        }
        finally
        {
            Volatile.Write(ref _state, Resting);
            done.SetResult();
        }
    }
}
