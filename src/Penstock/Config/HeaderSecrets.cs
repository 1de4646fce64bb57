using Penstock.Config.Kinds;
using Penstock.Gateways.Telemetry.Logs;
using Penstock.Secrets;

namespace Penstock.Config;

/// <summary>What holds for headers of a provider whose values are secrets.</summary>
internal static class HeaderSecrets
{
    /// <summary>Notes references among the values; a literal in a header that is made for secrets may come from a file only.</summary>
    public static IReadOnlyDictionary<string, string> Check(Section s, ConfigKey<IReadOnlyDictionary<string, string>> key, IReadOnlyDictionary<string, string> headers)
    {
        var draft = s.Place.Draft;
        foreach (var (name, value) in headers)
        {
            var place = s.Place.Key(key.Name).Entry(name);
            if (SecretReference.Looks(value))
            {
                if (SecretReference.Parse(value) is { } reference)
                {
                    draft.Found(place.Path, draft.Locate(place.Path), new Secret(reference, draft.FromApi));
                }
                else
                {
                    place.Mistake(draft.Locate(place.Path), "this is no complete reference to a secret", SecretReferences.Form);
                }
            }
            else if (LogScrubber.IsSecretName(name))
            {
                if (draft.FromApi)
                {
                    place.Mistake(draft.Locate(place.Path), "this is a secret itself", SecretReferences.Instead);
                }

                draft.Found(place.Path, draft.Locate(place.Path), new Secret(value));
            }
        }

        return headers;
    }
}
