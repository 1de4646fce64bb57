using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Local;

/// <summary>The environment of the process as a store: <c>secret:env/OPENAI_API_KEY</c>.</summary>
/// <param name="variables">The environment.</param>
internal sealed class EnvironmentSecrets(IReadOnlyDictionary<string, string> variables) : ISecretStore
{
    /// <summary>Penstock's own variables, which hold its admin key and its master key.</summary>
    private const string Own = "PENSTOCK_";

    public Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct) => Task.FromResult(
        path.StartsWith(Own, StringComparison.OrdinalIgnoreCase) ? SecretReading.Not(SecretFaultKind.NotFound, $"The variable {path} is Penstock's own and is nobody's secret. Use another name.")
        : variables.TryGetValue(path, out var value) && value.Length > 0 ? SecretField.Of(value, field, $"'{path}' of the environment")
        : SecretReading.Not(SecretFaultKind.NotFound, $"The environment variable {path} is not set."));
}
