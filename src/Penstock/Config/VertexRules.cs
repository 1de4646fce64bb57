using Penstock.Config.Kinds;
using Penstock.Dialects.Gemini;

namespace Penstock.Config;

/// <summary>What is particular to Vertex among providers: its host has the region in front, and calls run in a project.</summary>
internal static class VertexRules
{
    /// <summary>The base address where the file gives none.</summary>
    /// <param name="dialect">The provider's dialect.</param>
    /// <param name="region">Its region; null for <c>global</c>.</param>
    /// <param name="known">The known provider's; null for none.</param>
    public static Uri? Address(string dialect, string? region, Uri? known) => dialect != VertexProvider.Instance.Name || known is null ? known : region switch
    {
        null or "global" => known,
        // Whole continents: cloud.google.com/vertex-ai/generative-ai/docs/learn/locations.
        "us" or "eu" => new Uri($"https://aiplatform.{region}.rep.googleapis.com"),
        _ => new Uri($"{known.Scheme}://{region}-{known.Authority}"),
    };

    /// <summary>Tells what is missing, or does not fit.</summary>
    public static void Check(Section s, string dialect)
    {
        var isVertex = dialect == VertexProvider.Instance.Name;
        if (isVertex && !s.Has(ProviderKeys.Project) && !s.Has(ProviderKeys.ApiKey))
        {
            s.Place.Mistake(s.At, "the key `project` is missing", "Name the Google Cloud project that calls run in, or give an api_key of Vertex' express mode.");
        }

        foreach (var key in isVertex || dialect is null ? [] : (ConfigKey[])[ProviderKeys.Project, ProviderKeys.CredentialsFile])
        {
            if (s.Has(key))
            {
                s.Mistake(key, "this key does not fit this dialect", $"Remove it, or write dialect: {VertexProvider.Instance.Name}.");
            }
        }
    }
}
