namespace Penstock.Domain.Policies;

/// <summary>What a rule does.</summary>
public enum PolicyEffect
{
    /// <summary>The call may run.</summary>
    Allow,

    /// <summary>The call may not run.</summary>
    Deny,
}
