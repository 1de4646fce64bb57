namespace Penstock.Bench.Serving;

/// <summary>One of the things that are compared.</summary>
internal sealed record Side(string Title, int MostConnections, Func<TimeSpan, Sample>? Loop, Work? Work = null)
{
    public Side(string title, int mostConnections, Func<TimeSpan, Sample> loop)
        : this(title, mostConnections, loop, null)
    {
    }

    public int Connections { get; init; } = 1;

    public static Side Http(string title, Work work) => new(title, 16, null, work);

    public Sample Run(TimeSpan duration) => Loop?.Invoke(duration) ?? Load.Closed(Work!, Connections, duration);
}
