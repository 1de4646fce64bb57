namespace Penstock.Secrets;

/// <summary>The secrets that the database keeps, encrypted: for management, which may set and delete but never read them.</summary>
public interface IKeptSecrets
{
    /// <summary>Every secret, by name.</summary>
    Task<IReadOnlyList<KeptSecret>> ListAsync(CancellationToken ct);

    /// <summary>Makes a secret, or gives it another value. Durable when it returns, and what uses it has the value.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="description">What it is for; null for nothing.</param>
    /// <param name="before">What it is; null for a new one.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The secret now; no secret and no fault when somebody else changed it meanwhile; a fault when there is no master key to encrypt under.</returns>
    Task<(KeptSecret? Secret, SecretFault? Fault)> SaveAsync(string name, string value, string? description, KeptSecret? before, string by, CancellationToken ct);

    /// <summary>Deletes a secret; false when somebody else changed it meanwhile.</summary>
    Task<bool> DeleteAsync(KeptSecret before, string by, CancellationToken ct);

    /// <summary>Wraps every data key by the newest master key, after which older ones are needed no more.</summary>
    Task<(SecretRewrap? Done, SecretFault? Fault)> RewrapAsync(CancellationToken ct);
}
