namespace Penstock.Secrets;

/// <summary>What reading a secret came to: a value, or why there is none. As text it never shows the value.</summary>
public sealed class SecretReading
{
    private SecretReading(string? value, SecretFault? fault) => (Value, Fault) = (value, fault);

    /// <summary>The secret; null when there is a fault.</summary>
    public string? Value { get; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public SecretFault? Fault { get; }

    /// <summary>How long the store says that the value is good; null when it does not say.</summary>
    public TimeSpan? GoodFor { get; private init; }

    /// <summary>A value.</summary>
    /// <param name="value">The secret.</param>
    /// <param name="goodFor">How long the store says that it is good; null when it does not say.</param>
    public static SecretReading Of(string value, TimeSpan? goodFor = null) => new(value, null) { GoodFor = goodFor };

    /// <summary>No value.</summary>
    public static SecretReading Not(SecretFaultKind kind, string message) => new(null, new SecretFault(kind, message));

    /// <inheritdoc/>
    public override string ToString() => Fault?.Message ?? "…";
}
