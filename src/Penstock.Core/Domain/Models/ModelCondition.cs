namespace Penstock.Domain.Models;

/// <summary>Whether a model serves, in the words of the Open Inference Protocol's repository extension.</summary>
public enum ModelCondition
{
    /// <summary>Nobody has looked yet.</summary>
    Unknown,

    /// <summary>It serves.</summary>
    Ready,

    /// <summary>It does not, and will not by itself.</summary>
    Unavailable,

    /// <summary>It is being loaded.</summary>
    Loading,

    /// <summary>Its last calls are running.</summary>
    Unloading,
}
