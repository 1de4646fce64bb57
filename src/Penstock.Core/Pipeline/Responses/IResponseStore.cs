namespace Penstock.Pipeline.Responses;

/// <summary>Keeps responses for the requests that follow them. Only calls that make or follow responses wait for it, and where it is slow not for long.</summary>
public interface IResponseStore
{
    /// <summary>A key's response; null when it has none of that id, or the response has expired.</summary>
    Task<KeptResponse?> FindAsync(string id, string keyId, DateTimeOffset now, CancellationToken ct);

    /// <summary>Keeps a response; one of the same id and key is replaced.</summary>
    Task SaveAsync(KeptResponse response, CancellationToken ct);

    /// <summary>Deletes a key's response; false when there is none.</summary>
    Task<bool> DeleteAsync(string id, string keyId, CancellationToken ct);

    /// <summary>Deletes what has expired; how many there were.</summary>
    Task<int> SweepAsync(DateTimeOffset now, CancellationToken ct);
}
