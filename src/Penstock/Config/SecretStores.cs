using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Gateways.Secrets;
using Penstock.Gateways.Secrets.Clouds;
using Penstock.Gateways.Secrets.Database;
using Penstock.Gateways.Secrets.Local;
using Penstock.Gateways.Secrets.Vault;
using Penstock.Gateways.Telemetry.Logs;
using Penstock.Secrets;

namespace Penstock.Config;

/// <summary>Puts the stores of a configuration in force, and says what of the file needs which secret. A store whose settings did not change stays.</summary>
/// <param name="book">The book.</param>
/// <param name="kept">The database as a store.</param>
/// <param name="settings">For the environment.</param>
/// <param name="scrubber">Learns what opens stores.</param>
/// <param name="time">The clock.</param>
internal sealed class SecretStores(SecretBook book, DatabaseSecrets kept, Settings settings, LogScrubber scrubber, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FileCache = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (string Told, SecretStoreEntry Entry)> _made = new(StringComparer.Ordinal);

    /// <summary>Takes a reading's stores and needs, in the place of those before.</summary>
    public void Apply(ConfigReading reading)
    {
        var config = reading.Config!.Secrets;
        var declared = new Dictionary<string, SecretStoreConfig>(config.Stores, StringComparer.Ordinal);
        foreach (var name in SecretStoreKeys.BuiltIn)
        {
            var kind = SecretStoreKeys.KindOf(name)!.Value;
            declared.TryAdd(name, new SecretStoreConfig(kind) { ApiPaths = kind == SecretStoreKind.Db ? ["*"] : [] });
        }

        var gone = new List<ISecretStore>();
        foreach (var (name, store) in declared)
        {
            var told = Describe(store, config);
            if (_made.GetValueOrDefault(name) is var old && old.Told == told)
            {
                continue;
            }

            if (old.Entry is not null)
            {
                gone.Add(old.Entry.Store);
            }

            _made[name] = (told, new SecretStoreEntry(
                Make(name, store),
                store.Cache ?? (store.Kind == SecretStoreKind.File ? FileCache : config.Cache),
                store.Grace ?? config.Grace,
                store.Timeout ?? config.Timeout)
            { ApiPaths = store.ApiPaths });
        }

        foreach (var name in _made.Keys.Where(name => !declared.ContainsKey(name)).ToArray())
        {
            _made.Remove(name, out var left);
            gone.Add(left.Entry.Store);
        }

        book.Stores = _made.ToDictionary(made => made.Key, made => made.Value.Entry, StringComparer.Ordinal);
        book.Declare("file", reading.Secrets.Where(found => found.Secret.Reference is not null)
            .Select(found => new SecretUse(found.Secret.Reference!, found.At.Variable is { } variable ? $"{found.Path} ({variable})" : $"{found.Path} ({Path.GetFileName(reading.File)}:{found.At.Line})")));

        // A reading that is on its way there fails, and is tried again at the new one.
        foreach (var store in gone.OfType<IDisposable>())
        {
            store.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var store in _made.Values.Select(made => made.Entry.Store).OfType<IDisposable>())
        {
            store.Dispose();
        }
    }

    private ISecretStore Make(string name, SecretStoreConfig store) => store.Kind switch
    {
        SecretStoreKind.Env => new EnvironmentSecrets(settings.Variables),
        SecretStoreKind.File => new MountedSecrets(name, store.Path ?? MountedSecrets.UsualFolder),
        SecretStoreKind.Db => kept,
        SecretStoreKind.Vault => new VaultSecrets(
            new VaultOptions
            {
                Address = Slashed(store.Address!),
                Namespace = store.Namespace,
                Mount = store.Mount ?? "secret",
                Token = store.Token?.In(book),
                Role = store.Role,
                LoginMount = store.LoginMount ?? "kubernetes",
                JwtFile = store.JwtFile ?? VaultOptions.UsualJwtFile,
            },
            Exchange(name), time, scrubber.Register),
        SecretStoreKind.Aws => new AwsSecrets(
            store.Address is { } other ? Slashed(other) : AwsSecrets.AddressOf(store.Region ?? "us-east-1"),
            Exchange(name),
            new SigV4(AwsSecrets.Service, store.Region ?? "us-east-1", AwsCredentials.Of(store.AccessKeyId?.In(book), store.SecretAccessKey?.In(book), store.SessionToken?.In(book)), time, Learned(name))),
        SecretStoreKind.Azure => new AzureSecrets(
            Slashed(store.Address!), Exchange(name), new EntraSigner($"secrets.stores.{name}", AzureSecrets.Scope, EntraSigner.DefaultCredential, time, Learned(name))),
        _ => new GoogleSecrets(
            store.Address is { } address ? Slashed(address) : GoogleSecrets.Usual, store.Project, Exchange(name), new GoogleToken($"secrets.stores.{name}", store.CredentialsFile, Learned(name))),
    };

    private Action<string> Learned(string name) => token => scrubber.Learn($"the token of secrets.stores.{name}", token);

    private static StoreExchange Exchange(string name) => new(name, ProviderHttp.Create(ConnectTimeout, traced: false));

    private static Uri Slashed(Uri address) => new(address.ToString().TrimEnd('/') + "/");

    // Everything a store is made of; it is kept in memory only, as the store itself keeps its token.
    private static string Describe(SecretStoreConfig store, SecretsConfig config) => string.Join('\n',
    [
        store.Kind.ToString(), (store.Cache ?? config.Cache).ToString(), (store.Grace ?? config.Grace).ToString(), (store.Timeout ?? config.Timeout).ToString(), string.Join(',', store.ApiPaths),
        store.Path ?? "", store.Address?.ToString() ?? "", store.Namespace ?? "", store.Mount ?? "", Told(store.Token), store.Role ?? "", store.LoginMount ?? "", store.JwtFile ?? "",
        store.Region ?? "", Told(store.AccessKeyId), Told(store.SecretAccessKey), Told(store.SessionToken), store.Project ?? "", store.CredentialsFile ?? "",
    ]);

    private static string Told(Secret? secret) => secret is null ? "" : secret.Reference?.ToString() ?? secret.Reveal();
}
