namespace Penstock.Secrets;

/// <summary>A place that keeps secrets. It keeps nothing in memory for its readers: <see cref="SecretBook"/> does that.</summary>
public interface ISecretStore
{
    /// <summary>Reads a secret as it is now. What goes wrong is a fault; only the token's cancellation throws.</summary>
    /// <param name="path">Its name in the store.</param>
    /// <param name="field">The member wanted of a secret that is a JSON object; null for the whole.</param>
    /// <param name="ct">Stops the reading.</param>
    Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct);
}
