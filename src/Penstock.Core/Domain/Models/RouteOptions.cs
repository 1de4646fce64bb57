namespace Penstock.Domain.Models;

/// <summary>How long a target is waited for, and how often it is tried.</summary>
public sealed record RouteOptions
{
    /// <summary>For what runs in this process: one try, and only the total time counts.</summary>
    public static RouteOptions Local { get; } = new() { Attempts = 1, FirstByte = TimeSpan.FromMinutes(10), Idle = TimeSpan.FromMinutes(10) };

    /// <summary>How many times it is tried at the most; 1 means no retry.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The first back-off; it doubles with every try and is jittered between half and the whole of itself.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest back-off. A <c>Retry-After</c> beyond it is not waited for but passed on.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From sending an attempt to the first byte of its answer (of a stream: its first event).</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two events of a stream.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>From the first attempt to the end of the answer.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);
}
