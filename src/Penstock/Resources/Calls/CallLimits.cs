namespace Penstock.Resources.Calls;

/// <summary>What bounds a request; changed when the configuration is.</summary>
internal sealed class CallLimits(long longestBody)
{
    private long _longestBody = longestBody;

    /// <summary>The most bytes of a body that are read.</summary>
    public long LongestBody
    {
        get => Volatile.Read(ref _longestBody);
        set => Volatile.Write(ref _longestBody, value);
    }
}
