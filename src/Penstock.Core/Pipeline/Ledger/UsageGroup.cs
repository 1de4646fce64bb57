namespace Penstock.Pipeline.Ledger;

/// <summary>What usage is summed by.</summary>
public enum UsageGroup
{
    /// <summary>The model's public name.</summary>
    Model,

    /// <summary>The key's id.</summary>
    Key,

    /// <summary>The provider.</summary>
    Provider,

    /// <summary>The model's name at the provider.</summary>
    UpstreamModel,

    /// <summary>The client's dialect.</summary>
    Dialect,

    /// <summary>The capability asked for.</summary>
    Capability,

    /// <summary>How the call ended.</summary>
    End,

    /// <summary>The HTTP status.</summary>
    Status,

    /// <summary>The day, UTC, as <c>2026-11-21</c>.</summary>
    Day,

    /// <summary>The hour, UTC, as <c>2026-11-21T15</c>.</summary>
    Hour,
}
