using System.Text.RegularExpressions;
using Penstock.Config.Kinds;
using Penstock.Config.Yaml;

namespace Penstock.Config;

/// <summary>The providers of <c>known-providers.yaml</c>, embedded, read with the same reader as the user's file.</summary>
internal static partial class KnownProviders
{
    private const string Resource = "known-providers.yaml";

    private static readonly ConfigKey<string> s_dialect = new("dialect", ProviderKeys.Dialects(), "") { Required = true };
    private static readonly ConfigKey<Uri> s_baseUrl = new("base_url", NetworkScalars.BaseUrl, "") { Required = true };
    private static readonly ConfigKey<IReadOnlyList<string>> s_keyVariables = new("key_variables", new ListKind<string>(Scalars.Text, mayBeEmpty: true), "");
    private static readonly ConfigKey<bool> s_local = new("local", Scalars.Boolean, "") { Default = "false" };
    private static readonly ConfigKey<bool> s_includeUsage = new("include_usage", Scalars.Boolean, "") { Default = "true" };
    private static readonly ConfigKey<bool> s_responses = new("responses", Scalars.Boolean, "") { Default = "false" };
    private static readonly ConfigKey<string> s_unavailable = new("unavailable", Scalars.Text, "");

    private static readonly Lazy<IReadOnlyDictionary<string, KnownProvider>> s_all = new(Load);

    public static IReadOnlyDictionary<string, KnownProvider> All => s_all.Value;

    public static KnownProvider? Find(string name) => All.GetValueOrDefault(name);

    private static IReadOnlyDictionary<string, KnownProvider> Load()
    {
        using var stream = typeof(KnownProviders).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var (root, faults) = YamlTree.Parse(reader.ReadToEnd());
        var draft = new ConfigDraft(Resource, new Dictionary<string, string>());
        var map = new MapKind<KnownProvider>("<provider>", Name(), "", new SectionKind<KnownProvider>(
            [s_dialect, s_baseUrl, s_keyVariables, s_local, s_includeUsage, s_responses, s_unavailable],
            s => new KnownProvider(s.Get(s_dialect), s.Get(s_baseUrl), s.Get(s_keyVariables) ?? [], s.Get(s_local), s.Get(s_includeUsage), s.Get(s_unavailable)) { Responses = s.Get(s_responses) }));
        return faults.Count == 0 && map.TryRead(root!, new ConfigPlace(draft, "", Overridable: false), out var all)
            ? all
            : throw new InvalidOperationException(string.Join('\n', faults.Select(fault => fault.What).Concat(draft.Mistakes.Select(mistake => mistake.ToString()))));
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
