using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Penstock.Config.Yaml;
using Penstock.Gateways.Repository;

namespace Penstock.Config.Kinds;

/// <summary>Which versions of a model are loaded: a word, a count, or a list.</summary>
internal sealed class VersionsKind : ValueKind<VersionPolicy>
{
    private const string Fix = "Write latest, all, { latest: 2 }, or a list of versions such as [1, 3].";
    private static readonly ConfigKey<int> Latest = new("latest", Scalars.Integer(1, 1000), "How many of the newest.") { Required = true };
    private static readonly SectionKind<VersionPolicy> Count = new([Latest], s => new VersionPolicy(s.Get(Latest)));
    private static readonly ListKind<string> Names = new(Scalars.Named("version"));

    public override string Label => "`latest`, `all`, `{ latest: n }` or list of version";

    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray("latest", "all") }, Count.Schema(), Names.Schema()),
    };

    public override bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out VersionPolicy value)
    {
        value = null;
        switch (node)
        {
            case YamlMapping:
                return Count.TryRead(node, place, out value);
            case YamlSequence when Names.TryRead(node, place, out var names):
                value = new VersionPolicy(int.MaxValue, names);
                return true;
            case YamlSequence:
                return false;
            case YamlScalar { IsNull: false, Text: "latest" }:
                value = VersionPolicy.Latest;
                return true;
            case YamlScalar { IsNull: false, Text: "all" }:
                value = VersionPolicy.All;
                return true;
            default:
                place.Mistake(node.At, "this says not which versions", Fix);
                return false;
        }
    }
}
