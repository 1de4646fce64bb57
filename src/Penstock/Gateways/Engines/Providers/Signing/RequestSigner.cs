using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>What proves who sends a request, where a key in a header is not enough: signatures, and tokens that are renewed.</summary>
internal abstract class RequestSigner
{
    /// <summary>Adds the proof to a request whose address, headers and content are final; the error is the operator's trouble.</summary>
    public abstract ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct);

    /// <summary>Has the proof renewed because the provider refused it; true when the same request may succeed now.</summary>
    public virtual ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken ct) => ValueTask.FromResult(false);
}
