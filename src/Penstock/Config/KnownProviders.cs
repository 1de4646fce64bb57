using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Config.Yaml;

namespace Penstock.Config;

/// <summary>The providers of <c>known-providers.yaml</c>, embedded, read with the same reader as the user's file.</summary>
internal static partial class KnownProviders
{
    private const string Resource = "known-providers.yaml";

    private static readonly ConfigKey<string> s_dialect = new("dialect", ProviderKeys.Dialects(), "") { Required = true };
    private static readonly ConfigKey<Uri> s_baseUrl = new("base_url", NetworkScalars.BaseUrl, "");
    private static readonly ConfigKey<IReadOnlyList<string>> s_keyVariables = new("key_variables", new ListKind<string>(Scalars.Text, mayBeEmpty: true), "");
    private static readonly ConfigKey<bool> s_local = new("local", Scalars.Boolean, "") { Default = "false" };
    private static readonly ConfigKey<bool> s_includeUsage = new("include_usage", Scalars.Boolean, "") { Default = "true" };
    private static readonly ConfigKey<bool> s_signed = new("signed", Scalars.Boolean, "") { Default = "false" };
    private static readonly ConfigKey<string> s_region = new("region", Scalars.Text, "");
    private static readonly ConfigKey<bool> s_responses = new("responses", Scalars.Boolean, "") { Default = "false" };
    private static readonly ConfigKey<string> s_unavailable = new("unavailable", Scalars.Text, "");

    private static readonly ConfigKey<IReadOnlyDictionary<string, Uri>> s_regions = new("regions", new MapKind<Uri>("<region>", Name(), "", NetworkScalars.BaseUrl), "");
    private static readonly ConfigKey<string> s_keyHeader = new("key_header", Scalars.Text, "");
    private static readonly ConfigKey<string> s_entraScope = new("entra_scope", Scalars.Text, "");
    private static readonly ConfigKey<string> s_path = new("path", Scalars.Text, "");
    private static readonly ConfigKey<string> s_versionedPath = new("versioned_path", Scalars.Text, "");
    private static readonly ConfigKey<string> s_modelPrefix = new("model_prefix", Scalars.Text, "");
    private static readonly ConfigKey<string> s_modelNames = new("model_names", Scalars.Text, "");
    private static readonly ConfigKey<bool> s_olderMaxTokens = new("older_max_tokens", Scalars.Boolean, "") { Default = "false" };
    private static readonly ConfigKey<IReadOnlyList<string>> s_drops = new("drop_fields", new ListKind<string>(Scalars.Text), "");
    private static readonly ConfigKey<IReadOnlyDictionary<string, string>> s_renames = new("rename_fields", new MapKind<string>("<field>", Name(), "", Scalars.Text), "");
    private static readonly ConfigKey<IReadOnlyDictionary<string, string>> s_inputTypes = new("input_types", new MapKind<string>("<purpose>", Name(), "", Scalars.Text), "");
    private static readonly ConfigKey<string> s_inputTypeMember = new("input_type_field", Scalars.Text, "");
    private static readonly ConfigKey<string> s_rerank = new("rerank", Scalars.Text, "");
    private static readonly ConfigKey<bool> s_thinkingBlocks = new("thinking_blocks", Scalars.Boolean, "") { Default = "false" };
    private static readonly ConfigKey<int> s_toolCallIdLength = new("tool_call_id_length", Scalars.Integer(0, 64), "") { Default = "0" };

    private static readonly ConfigKey<string> s_prices = new("prices", Scalars.Text, "");

    private static readonly Lazy<IReadOnlyDictionary<string, KnownProvider>> s_all = new(Load);

    public static IReadOnlyDictionary<string, KnownProvider> All => s_all.Value;

    public static KnownProvider? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The file itself: its comments are the sources of what it says.</summary>
    public static string Text()
    {
        using var stream = typeof(KnownProviders).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IReadOnlyDictionary<string, KnownProvider> Load()
    {
        var (root, faults) = YamlTree.Parse(Text());
        var draft = new ConfigDraft(Resource, new Dictionary<string, string>());
        var map = new MapKind<KnownProvider>("<provider>", Name(), "", new SectionKind<KnownProvider>(
            [
                s_dialect, s_baseUrl, s_keyVariables, s_local, s_includeUsage, s_responses, s_region, s_signed, s_unavailable, s_regions, s_keyHeader, s_entraScope, s_path, s_versionedPath, s_modelPrefix,
                s_modelNames, s_olderMaxTokens, s_drops, s_renames, s_inputTypes, s_inputTypeMember, s_rerank, s_thinkingBlocks, s_toolCallIdLength, s_prices,
            ],
            Read));
        return faults.Count == 0 && map.TryRead(root!, new ConfigPlace(draft, "", Overridable: false), out var all)
            ? all
            : throw new InvalidOperationException(string.Join('\n', faults.Select(fault => fault.What).Concat(draft.Mistakes.Select(mistake => mistake.ToString()))));
    }

    private static KnownProvider Read(Section s) => new(
        s.Get(s_dialect), s.Has(s_baseUrl) ? s.Get(s_baseUrl) : null, s.Get(s_keyVariables) ?? [], s.Get(s_local), s.Get(s_includeUsage), s.Get(s_unavailable))
    {
        Responses = s.Get(s_responses),
        Region = s.Get(s_region),
        Signed = s.Get(s_signed),
        Regions = s.Get(s_regions),
        KeyHeader = s.Get(s_keyHeader),
        EntraScope = s.Get(s_entraScope),
        Path = s.Get(s_path),
        VersionedPath = s.Get(s_versionedPath),
        ModelPrefix = s.Get(s_modelPrefix),
        ModelNames = s.Get(s_modelNames),
        OlderMaxTokens = s.Get(s_olderMaxTokens),
        Drops = s.Get(s_drops) ?? [],
        Renames = s.Get(s_renames),
        InputTypes = s.Get(s_inputTypes),
        InputTypeMember = s.Get(s_inputTypeMember),
        Rerank = s.Get(s_rerank),
        ThinkingBlocks = s.Get(s_thinkingBlocks),
        ToolCallIdLength = s.Get(s_toolCallIdLength),
        Prices = s.Has(s_prices) ? s.Get(s_prices) : null,
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
