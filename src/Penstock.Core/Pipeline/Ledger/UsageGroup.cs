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

    /// <summary>The day, as <c>2026-11-21</c>.</summary>
    Day,

    /// <summary>The hour, as <c>2026-11-21T15</c>; in another time zone than UTC with its offset.</summary>
    Hour,

    /// <summary>The user.</summary>
    User,

    /// <summary>The service account.</summary>
    ServiceAccount,

    /// <summary>The caller's own team; teams above it are asked for as a filter.</summary>
    Team,

    /// <summary>Where it ran.</summary>
    Region,

    /// <summary>The kind of the error.</summary>
    ErrorKind,

    /// <summary>The week (ISO 8601), as <c>2026-W47</c>.</summary>
    Week,

    /// <summary>The month, as <c>2026-11</c>.</summary>
    Month,
}
