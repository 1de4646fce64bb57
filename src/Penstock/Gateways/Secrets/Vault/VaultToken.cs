using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Secrets;

namespace Penstock.Gateways.Secrets.Vault;

/// <summary>
/// The token that Vault is asked with: given, or got by a login. It is renewed when two thirds of its lease are over; when it can be renewed no
/// longer, there is another login.
/// </summary>
/// <param name="options">How to log in.</param>
/// <param name="exchange">The way to Vault.</param>
/// <param name="time">The clock.</param>
/// <param name="learned">Told of tokens, which are never to be written.</param>
internal sealed class VaultToken(VaultOptions options, StoreExchange exchange, TimeProvider time, Action<string> learned) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ITimer? _timer;
    private Lease? _lease;

    /// <summary>The token to use now, or why there is none.</summary>
    public async Task<(string? Token, SecretReading? Failure)> GetAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _lease) is { } held && held.Until > time.GetUtcNow())
        {
            return (held.Token, null);
        }

        await _one.WaitAsync(ct);
        try
        {
            return _lease is { } now && now.Until > time.GetUtcNow() ? (now.Token, null) : await BeginAsync(ct);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Vault refused a token: it is used no longer. False when that cannot help, as the same one would come again.</summary>
    public async Task<bool> DropAsync(string token, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_lease?.Token == token)
            {
                _lease = null;
            }

            if (options.Token is not { } given)
            {
                return true;
            }

            var refused = await given.GetAsync(ct);
            return refused.Value != token || await given.RenewAsync(refused, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private async Task<(string? Token, SecretReading? Failure)> BeginAsync(CancellationToken ct)
    {
        if (options.Token is null)
        {
            return await LoginAsync(ct);
        }

        if ((await options.Token.GetAsync(ct)) is not { Value: { } token })
        {
            return (null, SecretReading.Not(SecretFaultKind.Refused, $"The token of the secret store '{exchange.Name}' cannot be had."));
        }

        // How long it lives; a policy may forbid the question, and then it is used as it is.
        using var ask = Request(HttpMethod.Get, "v1/auth/token/lookup-self", token);
        var (status, body, _) = await exchange.SendAsync(ask, null, ct);
        var data = status == 200 ? body?.Member("data") : null;
        Keep(token, data?.Number("ttl"), data?.Flag("renewable") == true);
        return (token, null);
    }

    private async Task<(string? Token, SecretReading? Failure)> LoginAsync(CancellationToken ct)
    {
        string jwt;
        try
        {
            jwt = (await File.ReadAllTextAsync(options.JwtFile, ct)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, SecretReading.Not(SecretFaultKind.Refused, $"The secret store '{exchange.Name}' cannot be logged in to: the file '{options.JwtFile}' cannot be read. It is there in a pod with a service account; else give a token."));
        }

        learned(jwt);
        using var login = Request(HttpMethod.Post, $"v1/auth/{options.LoginMount}/login", null);
        login.Content = new StringContent(new System.Text.Json.Nodes.JsonObject { ["role"] = options.Role, ["jwt"] = jwt }.ToJsonString(), Encoding.UTF8, "application/json");
        var (status, body, failure) = await exchange.SendAsync(login, null, ct);
        return status == 200 && Auth(body) is var (token, lease, renewable)
            ? (Keep(token, lease, renewable), null)
            : (null, failure ?? (status is 400 or 401 or 403
                ? SecretReading.Not(SecretFaultKind.Refused, $"The secret store '{exchange.Name}' refused the login as the role '{options.Role}' ({status}). Check the role and the service account bound to it.")
                : VaultSecrets.Fault(exchange, status, $"auth/{options.LoginMount}/login")));
    }

    private async Task RenewAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_lease is not { } lease)
            {
                return;
            }

            if (lease.Renewable)
            {
                using var renew = Request(HttpMethod.Post, "v1/auth/token/renew-self", lease.Token);
                renew.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                var (status, body, _) = await exchange.SendAsync(renew, null, CancellationToken.None);

                // Towards the end of its longest life a token gets less and less: then another login is due.
                if (status == 200 && Auth(body) is var (token, seconds, renewable) && (options.Token is not null || seconds is null || seconds >= lease.First / 3))
                {
                    Keep(token, seconds, renewable, lease.First);
                    return;
                }
            }

            if (options.Token is null && (await LoginAsync(CancellationToken.None)).Token is null)
            {
                // While it still lives it serves; soon again.
                Schedule(TimeSpan.FromSeconds(Math.Max(1, (lease.Until - time.GetUtcNow()).TotalSeconds / 3)));
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private string Keep(string token, double? seconds, bool renewable, double? first = null)
    {
        learned(token);

        // 0 is a token without an end.
        var lasting = seconds is null or <= 0;
        var until = lasting ? DateTimeOffset.MaxValue : time.GetUtcNow() + TimeSpan.FromSeconds(seconds!.Value);
        Volatile.Write(ref _lease, new Lease(token, until, renewable, first ?? seconds ?? 0));
        Schedule(lasting || (options.Token is not null && !renewable) ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds!.Value * 2 / 3));
        return token;
    }

    private void Schedule(TimeSpan after)
    {
        _timer ??= time.CreateTimer(static self => _ = ((VaultToken)self!).RenewAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(after < TimeSpan.FromDays(30) ? after : TimeSpan.FromDays(30), Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request to Vault.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var message = new HttpRequestMessage(method, new Uri(options.Address, path));
        message.Headers.TryAddWithoutValidation("X-Vault-Request", "true");
        if (token is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Vault-Token", token);
        }

        if (options.Namespace is { } named)
        {
            message.Headers.TryAddWithoutValidation("X-Vault-Namespace", named);
        }

        return message;
    }

    private static (string Token, double? Seconds, bool Renewable)? Auth(JsonElement? body) =>
        body?.Member("auth") is { } auth && auth.Text("client_token") is { } token ? (token, auth.Number("lease_duration"), auth.Flag("renewable")) : null;

    private sealed record Lease(string Token, DateTimeOffset Until, bool Renewable, double First);
}
