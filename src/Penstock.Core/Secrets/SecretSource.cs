namespace Penstock.Secrets;

/// <summary>Gives a secret as it is now. In the steady state that waits for nothing.</summary>
public abstract class SecretSource
{
    /// <summary>The secret, or why there is none. As long as the value stays the same it is the same object.</summary>
    public abstract ValueTask<SecretReading> GetAsync(CancellationToken ct);

    /// <summary>Reads it anew because somebody refused it; true when there is another value now. It asks the store at most once in a while.</summary>
    /// <param name="refused">What was refused.</param>
    /// <param name="ct">Stops the waiting.</param>
    public virtual ValueTask<bool> RenewAsync(SecretReading refused, CancellationToken ct) => ValueTask.FromResult(false);

    /// <summary>A secret that is known and never changes.</summary>
    public static SecretSource Of(string value) => new Known(value);

    /// <summary>The same, for where options are written in code.</summary>
    public static implicit operator SecretSource?(string? value) => value is null ? null : Of(value);

    private sealed class Known(string value) : SecretSource
    {
        private readonly SecretReading _reading = SecretReading.Of(value);

        public override ValueTask<SecretReading> GetAsync(CancellationToken ct) => ValueTask.FromResult(_reading);

        public override bool Equals(object? obj) => obj is Known other && other._reading.Value == _reading.Value;

        public override int GetHashCode() => _reading.Value!.GetHashCode(StringComparison.Ordinal);
    }
}
