namespace Penstock.Gateways.Engines.Services;

/// <summary>Where a server says of itself what can be called at it.</summary>
internal interface IDescriptionSource<T>
    where T : class
{
    /// <summary>What tells it from other sources.</summary>
    string Key { get; }

    /// <summary>What it is, for messages: <c>the OpenAPI document of 'pets'</c>.</summary>
    string What { get; }

    /// <summary>Whether it is a file, which is read when the configuration is, and for which nobody waits.</summary>
    bool IsFile { get; }

    /// <summary>Reads it, once; it throws what connections throw.</summary>
    Task<Description<T>> ReadAsync(CancellationToken ct);
}
