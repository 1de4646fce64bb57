using Penstock.Domain.Calls;
using Penstock.Secrets;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>A key in a header, as it is at the moment: one that was changed in its store is used by the next call.</summary>
/// <param name="provider">The provider's name, for messages.</param>
/// <param name="header">The header's name.</param>
/// <param name="prefix">What stands before the key: <c>Bearer </c>, or nothing.</param>
/// <param name="key">The key.</param>
internal sealed class KeySigner(string provider, string header, string prefix, SecretSource key) : RequestSigner
{
    private Header? _last;

    /// <summary>The header's name.</summary>
    public string Name => header;

    public override ValueTask<CallError?> SignAsync(HttpRequestMessage message, CancellationToken ct)
    {
        var reading = key.GetAsync(ct);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Put(message, reading.Result)) : WaitAsync(message, reading);
    }

    public override async ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken ct)
    {
        // Another call may have had it renewed while this one was on its way.
        var now = await key.GetAsync(ct);
        return (now.Value is { } value && refused.Headers.NonValidated.TryGetValues(header, out var sent) && sent.ToString() != prefix + value) || await key.RenewAsync(now, ct);
    }

    private async ValueTask<CallError?> WaitAsync(HttpRequestMessage message, ValueTask<SecretReading> reading) => Put(message, await reading);

    private CallError? Put(HttpRequestMessage message, SecretReading reading)
    {
        var last = _last;
        if (last?.Of != reading)
        {
            if (SecretRefusal.Of(provider, reading) is { } error)
            {
                return error;
            }

            _last = last = new Header(reading, prefix + reading.Value);
        }

        message.Headers.TryAddWithoutValidation(header, last!.Value);
        return null;
    }

    private sealed record Header(SecretReading Of, string Value);
}
