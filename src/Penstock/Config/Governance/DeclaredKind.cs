using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Penstock.Config.Kinds;
using Penstock.Config.Yaml;

namespace Penstock.Config.Governance;

/// <summary>Reads a managed thing of the file.</summary>
internal sealed class DeclaredKind<T>(ValueKind<T> kind) : ValueKind<Declared<T>>
{
    public override string Label => kind.Label;

    public override IReadOnlyList<ConfigKey> Keys => kind.Keys;

    public override JsonObject Schema() => kind.Schema();

    public override bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out Declared<T> value)
    {
        var read = kind.TryRead(node, place, out var inner);
        value = read ? new Declared<T>(inner!, (kind.Show(node) ?? new JsonObject()).ToJsonString(), node.At) : null;
        return read;
    }
}
