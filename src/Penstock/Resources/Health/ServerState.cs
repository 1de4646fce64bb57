namespace Penstock.Resources.Health;

/// <summary>Whether the server takes calls: not before it has started, and no longer once it was told to end.</summary>
internal sealed class ServerState(TimeProvider time)
{
    private int _ready;

    /// <summary>When it began, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; } = time.GetTimestamp();

    /// <summary>Whether it is ready.</summary>
    public bool Ready
    {
        get => Volatile.Read(ref _ready) == 1;
        set => Volatile.Write(ref _ready, value ? 1 : 0);
    }

    /// <summary>For how long it has run.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(Started);
}
