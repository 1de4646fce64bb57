using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Access;
using Penstock.Secrets;

namespace Penstock.Gateways.Tokens;

/// <summary>The issuers in force, with their keys, which are fetched in the background.</summary>
internal sealed class Issuers : IDisposable
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly IssuerDocuments _documents;
    private readonly SecretBook _secrets;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _rounds;
    private Snapshot _snapshot = new(FrozenDictionary<string, KeySource>.Empty, FrozenDictionary<string, KeySource[]>.Empty);

    /// <param name="documents">How they are asked.</param>
    /// <param name="secrets">Where secrets are that stores keep.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public Issuers(IssuerDocuments documents, SecretBook secrets, TimeProvider time, ILogger log)
    {
        (_documents, _secrets, _time, _log) = (documents, secrets, time, log);
        _rounds = time.CreateTimer(static self => ((Issuers)self!).FetchDue(), this, Round, Round);
    }

    /// <summary>Whether there is any.</summary>
    public bool Any => Volatile.Read(ref _snapshot).ByName.Count > 0;

    /// <summary>All, by name.</summary>
    public IReadOnlyDictionary<string, KeySource> ByName => Volatile.Read(ref _snapshot).ByName;

    /// <summary>Those of an address: several may take tokens of one for different audiences.</summary>
    public IReadOnlyList<KeySource> Of(string url) => Volatile.Read(ref _snapshot).ByUrl.TryGetValue(url, out var sources) ? sources : [];

    /// <summary>A secret of an issuer, as it is whenever it is asked for.</summary>
    public SecretSource Secret(IssuerSecret secret) =>
        secret.Reference is { } text && SecretReference.Parse(text) is { } reference ? _secrets.Source(reference, secret.FromApi) : SecretSource.Of(secret.Value ?? "");

    /// <summary>Takes what is configured now, and fetches what is missing without anybody waiting.</summary>
    public void Take(IReadOnlyDictionary<string, Issuer> issuers)
    {
        lock (_gate)
        {
            var old = _snapshot.ByName;
            var sources = issuers.Values.ToFrozenDictionary(
                issuer => issuer.Name,
                issuer => old.TryGetValue(issuer.Name, out var source) && ReferenceEquals(source.Issuer, issuer) ? source : new KeySource(issuer, _documents, issuer.SharedSecret is { } shared ? Secret(shared) : null, _time),
                StringComparer.Ordinal);
            foreach (var (name, source) in old)
            {
                var successor = sources.GetValueOrDefault(name);
                if (!ReferenceEquals(successor, source))
                {
                    source.Retire(successor);
                }
            }

            Volatile.Write(ref _snapshot, new Snapshot(
                sources,
                sources.Values.GroupBy(source => source.Issuer.Url, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal)));
        }

        FetchDue();
    }

    /// <summary>Fetches the keys that are due.</summary>
    public void FetchDue()
    {
        foreach (var source in ByName.Values)
        {
            if (source.IsDue)
            {
                _ = FetchAsync(source);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _rounds.Dispose();

    private async Task FetchAsync(KeySource source)
    {
        if (await source.FetchAsync() is { } error)
        {
            TokensLog.KeysNotFetched(_log, source.Issuer.Name, error, source.Current is not null);
        }
    }

    private sealed record Snapshot(FrozenDictionary<string, KeySource> ByName, FrozenDictionary<string, KeySource[]> ByUrl);
}
