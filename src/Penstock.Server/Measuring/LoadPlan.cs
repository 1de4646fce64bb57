namespace Penstock.Server.Measuring;

/// <summary>What is sent, how, and for how long.</summary>
internal sealed record LoadPlan
{
    /// <summary>How many calls are on their way at once; in the open loop, how many connections there are for them.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>Ends the run; ignored when <see cref="Requests"/> does.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls to make; null where the time ends the run.</summary>
    public long? Requests { get; init; }

    /// <summary>Calls a second in the open loop; null is the closed loop.</summary>
    public double? Rate { get; init; }

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
