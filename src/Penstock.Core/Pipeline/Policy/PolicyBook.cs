namespace Penstock.Pipeline.Policy;

/// <summary>The rules in force. A call is decided by one snapshot of them, swapped whole on a change.</summary>
public sealed class PolicyBook
{
    private PolicyRules _rules = PolicyRules.None;

    /// <summary>The rules, in the order of their ids, and what holds where none fits.</summary>
    public PolicyRules Rules
    {
        get => Volatile.Read(ref _rules);
        set => Volatile.Write(ref _rules, value);
    }
}
