using Penstock.Domain.Access;
using Penstock.Secrets;

namespace Penstock.Gateways.Tokens;

/// <summary>
/// Where an issuer's keys come from. They are fetched before they are needed, again from time to time, and when a token names one that is not known;
/// the last is rationed, since anybody can make up the name of a key.
/// </summary>
/// <param name="issuer">The issuer, as it is configured.</param>
/// <param name="documents">How it is asked.</param>
/// <param name="shared">The secret that it shares with this server, instead of keys; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class KeySource(Issuer issuer, IssuerDocuments documents, SecretSource? shared, TimeProvider time)
{
    /// <summary>How old keys get before they are fetched again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    private const double MostFetches = 3;
    private static readonly TimeSpan FetchEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly KeySet? _given = KeySet.Given(issuer);
    private Held? _held;
    private SharedKeys? _shared;
    private Task<string?>? _running;
    private double _ration = MostFetches;
    private long _rationedAt = time.GetTimestamp();

    /// <summary>The issuer, as it is configured.</summary>
    public Issuer Issuer => issuer;

    /// <summary>Whether the configuration has changed since: what was verified under this one is verified again.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>The keys; null while none were fetched, and when they were fetched too long ago.</summary>
    public KeySet? Current => shared is not null ? Shared(shared) : _given ?? (Volatile.Read(ref _held) is { } held && time.GetElapsedTime(held.At) <= issuer.KeysOutlive ? held.Keys : null);

    /// <summary>Whether it is time to fetch them again.</summary>
    public bool IsDue => shared is null && _given is null && (Volatile.Read(ref _held) is not { } held || time.GetElapsedTime(held.At) >= Fresh);

    /// <summary>Fetches the keys because a token needs one that is not here; at once if that was done too often. Returns what went wrong.</summary>
    public Task<string?> FetchForTokenAsync()
    {
        if (shared is not null)
        {
            return FetchSecretAsync(shared);
        }

        lock (_gate)
        {
            if (_given is not null || (_running is null && !TakeRation()))
            {
                return Task.FromResult<string?>(null);
            }

            return _running ?? Start();
        }
    }

    /// <summary>Fetches the keys. Returns what went wrong; null when nothing did.</summary>
    public Task<string?> FetchAsync()
    {
        lock (_gate)
        {
            return _given is not null ? Task.FromResult<string?>(null) : _running ?? Start();
        }
    }

    /// <summary>Lets the settings go; the keys go on to those that follow, if they come from the same place.</summary>
    public void Retire(KeySource? successor)
    {
        IsRetired = true;
        if (successor is not null && successor.Issuer.Url == issuer.Url && successor.Issuer.KeysAddress == issuer.KeysAddress && successor.Issuer.MayBePrivate == issuer.MayBePrivate)
        {
            Volatile.Write(ref successor._held, Volatile.Read(ref _held));
        }
    }

    // In the steady state nothing is waited for. The same value is the same object: what was verified under it need not be verified again.
    private KeySet? Shared(SecretSource secret)
    {
        var asked = secret.GetAsync(CancellationToken.None);
        return asked.IsCompletedSuccessfully ? KeysOf(asked.Result) : null;
    }

    private KeySet? KeysOf(SecretReading reading)
    {
        var held = Volatile.Read(ref _shared);
        if (held is null || held.Reading != reading)
        {
            held = new SharedKeys(reading, reading.Value is { } value ? KeySet.OfSecret(value) : null);
            Volatile.Write(ref _shared, held);
        }

        return held.Keys;
    }

    private async Task<string?> FetchSecretAsync(SecretSource secret)
    {
        var reading = await secret.GetAsync(CancellationToken.None);
        return reading.Fault is { } fault ? fault.Message : KeysOf(reading) is null ? "the secret that is shared with it is shorter than 32 bytes" : null;
    }

    private Task<string?> Start()
    {
        // Not begun inside the lock: what is fetched at once would take itself away before it is noted.
        var running = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = running.Task;
        _ = Task.Run(async () =>
        {
            string? error;
            try
            {
                error = await LoadAsync();
            }
            catch (Exception exception)
            {
                // What waits for it must not wait for ever.
                error = $"a fault ({exception.GetType().Name})";
            }

            lock (_gate)
            {
                _running = null;
            }

            running.SetResult(error);
        });
        return running.Task;
    }

    private async Task<string?> LoadAsync()
    {
        var (text, error) = await documents.KeysAsync(issuer);
        if (text is null)
        {
            return error;
        }

        // The same keys stay the same object: what was verified with them need not be verified again.
        var old = Volatile.Read(ref _held);
        var keys = old?.Text == text ? old.Keys : KeySet.Read(text);
        if (keys is null)
        {
            return "what it publishes is no set of keys that could verify a signature";
        }

        Volatile.Write(ref _held, new Held(keys, text, time.GetTimestamp()));
        return null;
    }

    private bool TakeRation()
    {
        var now = time.GetTimestamp();
        _ration = Math.Min(MostFetches, _ration + (time.GetElapsedTime(_rationedAt, now) / FetchEvery));
        _rationedAt = now;
        if (_ration < 1)
        {
            return false;
        }

        _ration--;
        return true;
    }

    private sealed record SharedKeys(SecretReading Reading, KeySet? Keys);

    private sealed record Held(KeySet Keys, string Text, long At);
}
