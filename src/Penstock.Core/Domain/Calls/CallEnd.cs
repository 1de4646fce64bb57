namespace Penstock.Domain.Calls;

/// <summary>How a call ended.</summary>
public enum CallEnd
{
    /// <summary>The answer is complete.</summary>
    Completed,

    /// <summary>The answer is an error.</summary>
    Failed,

    /// <summary>The answer broke off after it had begun.</summary>
    Cut,

    /// <summary>The client left before it had the whole answer.</summary>
    ClientLeft,
}
