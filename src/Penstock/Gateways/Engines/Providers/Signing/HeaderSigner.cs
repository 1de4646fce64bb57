using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>Several proofs in one request: the key, and further headers whose values are in a store. A signature over all comes last.</summary>
internal sealed class HeaderSigner(IReadOnlyList<RequestSigner> signers) : RequestSigner
{
    public override async ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct)
    {
        foreach (var signer in signers)
        {
            if (await signer.SignAsync(message, ct) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    public override async ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken ct)
    {
        var renewed = false;
        foreach (var signer in signers)
        {
            renewed |= await signer.RenewAsync(refused, ct);
        }

        return renewed;
    }
}
