using Penstock.Domain.Calls;
using Penstock.Secrets;

namespace Penstock.Gateways.Engines.Providers.Signing;

/// <summary>The error of a call whose provider cannot be paid its key.</summary>
internal static class SecretRefusal
{
    /// <summary>The error; null where the secret is there and can be sent. The caller learns what kind of trouble it is; the log says which store.</summary>
    public static CallError? Of(string provider, SecretReading reading) => reading switch
    {
        { Fault: { } fault } => new CallError(ErrorKind.ProviderCredentials, $"The key of the provider '{provider}' cannot be had: {Why(fault.Kind)}. Tell whoever runs Penstock."),
        { Value: { } value } when value.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || value.Length == 0 =>
            new CallError(ErrorKind.ProviderCredentials, $"The key of the provider '{provider}' holds a character that cannot be sent in a header. Tell whoever runs Penstock."),
        _ => null,
    };

    private static string Why(SecretFaultKind kind) => kind switch
    {
        SecretFaultKind.NotFound => "there is no such secret",
        SecretFaultKind.Refused => "its store does not let Penstock read it",
        SecretFaultKind.Unavailable => "its store is down",
        _ => "it cannot be decrypted or understood",
    };
}
