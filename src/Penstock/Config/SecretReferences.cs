using Penstock.Config.Kinds;
using Penstock.Secrets;

namespace Penstock.Config;

/// <summary>How secrets are read: from a file a value or a reference, from the management API a reference only.</summary>
internal static class SecretReferences
{
    /// <summary>How a reference is written.</summary>
    public const string Form = "Write secret:<store>/<path>, or secret:<store>/<path>#<field>; docs/secrets.md lists the stores.";

    /// <summary>What to send instead of a secret.</summary>
    public const string Instead = "Store it with POST /api/v1/secrets, and write secret:db/<name> here.";

    /// <summary>Reads a secret. Its text is never repeated in a mistake.</summary>
    public static Parsed<Secret> Read(string text, bool fromApi) =>
        SecretReference.Looks(text)
            ? SecretReference.Parse(text) is { } reference ? new Secret(reference, fromApi) : Parsed<Secret>.Wrong("is no complete reference to a secret", Form)
            : string.IsNullOrWhiteSpace(text) ? Parsed<Secret>.Wrong("is empty", "Set the variable it comes from, or write the key.")
            : fromApi ? Parsed<Secret>.Wrong("is a secret itself", Instead)
            : text.Any(c => c is <= ' ' or > '~') ? Parsed<Secret>.Wrong("holds a space or a character that cannot be sent in a header", "Copy the key again, without line ends.")
            : new Secret(text);

    /// <summary>References to stores that nobody declared.</summary>
    public static void Check(SecretsConfig config, ConfigDraft draft)
    {
        string[] known = [.. config.Stores.Keys.Concat(SecretStoreKeys.BuiltIn).Distinct().Order(StringComparer.Ordinal)];
        foreach (var found in draft.Secrets)
        {
            if (found.Secret.Reference is not { } reference)
            {
                continue;
            }

            if (!known.Contains(reference.Store))
            {
                draft.Add(found.At, found.Path, $"there is no secret store '{reference.Store}'", NearMiss.Hint(reference.Store, known) + $"Declare it under secrets.stores, or use one of: {string.Join(", ", known)}.");
            }
            else if (config.Kind(reference.Store) == SecretStoreKind.Env && !draft.Environment.ContainsKey(reference.Path))
            {
                // As with ${NAME}: the environment of a process does not change.
                draft.Add(found.At, found.Path, $"the environment variable {reference.Path} is not set", NearMiss.Hint(reference.Path, draft.Environment.Keys) + "Set it, or keep the secret in another store.");
            }
            else if (found.Path.StartsWith("secrets.", StringComparison.Ordinal) && config.Kind(reference.Store) is not (SecretStoreKind.Env or SecretStoreKind.File))
            {
                draft.Add(found.At, found.Path, "what opens a store is itself in a store that must be opened", "Take it from the environment or a mounted file: secret:env/…, secret:file/….");
            }
        }
    }
}
