using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Vault;

/// <summary>A key-value engine, version 2, of HashiCorp Vault (or OpenBao) as a store: <c>secret:vault/team/openai#key</c>.</summary>
internal sealed class VaultSecrets : ISecretStore, IDisposable
{
    /// <summary>The field that is meant where none is named and there are several.</summary>
    private const string UsualField = "value";

    private readonly VaultOptions _options;
    private readonly StoreExchange _exchange;
    private readonly VaultToken _token;

    /// <param name="options">How Vault is reached.</param>
    /// <param name="exchange">The way there; owned.</param>
    /// <param name="time">The clock.</param>
    /// <param name="learned">Told of tokens, which are never to be written.</param>
    public VaultSecrets(VaultOptions options, StoreExchange exchange, TimeProvider time, Action<string> learned) =>
        (_options, _exchange, _token) = (options, exchange, new VaultToken(options, exchange, time, learned));

    public async Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct)
    {
        for (var login = 0; ; login++)
        {
            var (token, failed) = await _token.GetAsync(ct);
            if (token is null)
            {
                return failed!;
            }

            var address = $"v1/{_options.Mount.Trim('/')}/data/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
            using var message = _token.Request(HttpMethod.Get, address, token);
            var (status, body, failure) = await _exchange.SendAsync(message, null, ct);
            if (failure is not null)
            {
                return failure;
            }

            // Vault says 403 of a token whose lease is over, too.
            if (status == 403 && login == 0 && await _token.DropAsync(token, ct))
            {
                continue;
            }

            return status == 200 ? Value(body, path, field) : Fault(_exchange, status, path);
        }
    }

    /// <summary>The fault of a status of Vault.</summary>
    public static SecretReading Fault(StoreExchange exchange, int status, string path) => status switch
    {
        // DIALECT: Vault's /sys/health and its API reference, "HTTP status codes": 503 is sealed or down for maintenance, 472 and 473 are standbys, 412 a replica that lags.
        503 => SecretReading.Not(SecretFaultKind.Unavailable, $"The secret store '{exchange.Name}' is sealed, or under maintenance (503). Unseal it."),
        412 or 472 or 473 => SecretReading.Not(SecretFaultKind.Unavailable, $"The secret store '{exchange.Name}' is a standby that cannot answer ({status})."),
        _ => exchange.Fault(status, path),
    };

    public void Dispose()
    {
        _token.Dispose();
        _exchange.Dispose();
    }

    private SecretReading Value(JsonElement? body, string path, string? field)
    {
        if (body?.Member("data")?.Member("data") is not { } data)
        {
            // A version 1 engine has no inner data, and no /data/ in its paths.
            return _exchange.Strange(path);
        }

        if (data.ValueKind != JsonValueKind.Object)
        {
            return SecretReading.Not(SecretFaultKind.NotFound, $"The newest version of the secret {_exchange.What(path)} was deleted.");
        }

        if (field is null && !data.TryGetProperty(UsualField, out _))
        {
            var names = data.EnumerateObject().Select(member => member.Name).ToArray();
            return names.Length == 1
                ? SecretField.Of(data, names[0], _exchange.What(path))
                : SecretReading.Not(SecretFaultKind.NotFound, $"The secret {_exchange.What(path)} has {names.Length} fields: name one in the reference, after a #.");
        }

        return SecretField.Of(data, field ?? UsualField, _exchange.What(path));
    }
}
