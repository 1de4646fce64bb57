using System.Text;
using System.Text.RegularExpressions;

namespace Penstock.Config;

/// <summary>Writes <c>docs/providers.md</c> from <c>known-providers.yaml</c>: its values, and its comments, which are their sources.</summary>
internal static partial class ProviderDocument
{
    private const string Head = """
        <!-- Made from src/Penstock/Config/known-providers.yaml by the tests: PENSTOCK_UPDATE_DOCS=1 dotnet test tests/Penstock.Tests --filter ProviderDocument -->
        # Providers

        What Penstock knows of each provider is data: one file, `src/Penstock/Config/known-providers.yaml`, from which this page is made. A known provider needs
        its key and nothing else:

        ```yaml
        providers:
          mistral: { api_key: "${MISTRAL_API_KEY}" }
        ```

        Any other server that speaks one of the dialects is given by `dialect` and `base_url`. A second one of a known kind says `like`, and keeps the quirks:

        ```yaml
        providers:
          azure-sweden: { like: azure, base_url: "https://NAME.openai.azure.com", api_version: "2024-10-21" }
          house: { dialect: openai, base_url: "http://10.0.0.7:8000/v1", older_max_tokens: true, drop_fields: [logit_bias] }
        ```

        A quirk that leaves something of a request out names it in `x-penstock-dropped` and in the call's record. A body that is already in the provider's dialect
        crosses as it is but for the model's name and these quirks.


        """;

    // What each key of the file means, where it is a quirk.
    private static readonly (string Key, string Says)[] s_quirks =
    [
        ("regions", "`region` chooses the host"),
        ("key_header", "the key's header"),
        ("entra_scope", "without `api_key`: Entra tokens by Azure's default chain (environment, workload or managed identity, developer sign-in), renewed before they expire"),
        ("path", "path"),
        ("versioned_path", "path with `api_version`"),
        ("model_prefix", "stands before model names without a slash"),
        ("include_usage", "usage in streams is asked for"),
        ("older_max_tokens", "knows only `max_tokens`, which `max_completion_tokens` becomes"),
        ("drop_fields", "refuses, so that they are left out"),
        ("rename_fields", "has other names"),
        ("input_types", "purposes of embeddings"),
        ("input_type_field", "the purpose stands in"),
        ("rerank", "form of reranking"),
        ("thinking_blocks", "reasoning is a block of content"),
        ("tool_call_id_length", "length of tool call ids, to which others are mapped"),
    ];

    /// <summary>The page.</summary>
    public static string Text()
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        var sources = Sources(KnownProviders.Text());
        foreach (var (name, known) in KnownProviders.All.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append($"## `{name}`\n");
            text.Append($"Dialect `{known.Dialect}`, {(known.BaseUrl is { } address ? $"at `{address.ToString().TrimEnd('/')}`" : "at an address of your own (`base_url`)")}; ");
            text.Append(known.Local ? "no key is needed" : $"key: {string.Join(" or ", known.KeyVariables.Select(variable => $"`${{{variable}}}`"))}");
            text.Append($". Source: {sources[name].Source}\n");
            if (known.ModelNames is { } models)
            {
                text.Append($"\nModels: {models}.\n");
            }

            if (known.Unavailable is { } reason)
            {
                text.Append($"\nIt cannot be used now: {reason}.\n");
            }

            Quirks(text, sources[name].Quirks);
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + '\n';
    }

    /// <summary>Of each provider the source behind its name, and its quirks: key, value, source.</summary>
    public static IReadOnlyDictionary<string, (string Source, List<(string Key, string Value, string? Source)> Quirks)> Sources(string file)
    {
        var all = new Dictionary<string, (string, List<(string, string, string?)>)>(StringComparer.Ordinal);
        List<(string, string, string?)> quirks = [];
        foreach (var line in file.ReplaceLineEndings("\n").Split('\n'))
        {
            if (Provider().Match(line) is { Success: true } provider)
            {
                quirks = [];
                all[provider.Groups[1].Value] = (provider.Groups[2].Value, quirks);
            }
            else if (Quirk().Match(line) is { Success: true } quirk && s_quirks.Any(known => known.Key == quirk.Groups[1].Value))
            {
                quirks.Add((quirk.Groups[1].Value, quirk.Groups[2].Value.Trim().Trim('"'), quirk.Groups[3].Success ? quirk.Groups[3].Value : null));
            }
        }

        return all;
    }

    private static void Quirks(StringBuilder text, List<(string Key, string Value, string? Source)> quirks)
    {
        if (quirks.Count == 0)
        {
            return;
        }

        text.Append("\n| quirk | value | source |\n|---|---|---|\n");
        foreach (var (key, value, source) in quirks)
        {
            text.Append($"| {s_quirks.Single(known => known.Key == key).Says} | `{value}` | {source} |\n");
        }
    }

    [GeneratedRegex(@"^([a-z0-9_-]+):\s*# (\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Provider();

    [GeneratedRegex(@"^  ([a-z_]+): (.*?)(?:\s+# (\S.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Quirk();
}
