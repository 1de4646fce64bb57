namespace Penstock.Pipeline.Limits;

/// <summary>The places that calls of one kind need: the same for each, so that they are found once.</summary>
/// <param name="all">The places.</param>
internal sealed class LimitPlaces(LimitPlace[] all)
{
    /// <summary>No limit holds such a call.</summary>
    public static readonly LimitPlaces None = new([]);

    /// <summary>The places.</summary>
    public ReadOnlySpan<LimitPlace> All => all;

    /// <summary>How many.</summary>
    public int Count => all.Length;

    /// <summary>The priority of such a call: the highest of its limits.</summary>
    public int Priority { get; } = all.Length == 0 ? 0 : all.Max(place => place.Limit.Limit.Priority);
}
