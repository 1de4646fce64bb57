using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Penstock.Config.Yaml;

namespace Penstock.Config.Kinds;

/// <summary>A list of values without doubles; with <paramref name="oneIsEnough"/> a single value stands for a list of one.</summary>
internal sealed class ListKind<T>(ValueKind<T> item, bool oneIsEnough = false, bool unique = true, bool mayBeEmpty = false) : ValueKind<IReadOnlyList<T>>
{
    public override string Label => oneIsEnough ? $"{item.Label}, or a list" : $"list of {item.Label}";

    public override bool TakesScalar => oneIsEnough && item.TakesScalar;

    public override IReadOnlyList<ConfigKey> Keys => item.Keys;

    public override string Infix => "[].";

    public override bool KeysAreFixed => false;

    protected override ValueKind? Below(string? key) => item;

    public override JsonObject Schema()
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item.Schema() };
        if (!mayBeEmpty)
        {
            list["minItems"] = 1;
        }
        if (unique)
        {
            list["uniqueItems"] = true;
        }
        return oneIsEnough ? new JsonObject { ["anyOf"] = new JsonArray(item.Schema(), list) } : list;
    }

    public override bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (node is YamlScalar { IsNull: false } && oneIsEnough)
        {
            if (!item.TryRead(node, place, out var one))
            {
                return false;
            }
            value = [one];
            return true;
        }
        if (node is not YamlSequence sequence)
        {
            place.Mistake(node.At, $"a list is expected ({Label})", "Write [first, second], or one item a line after a dash.");
            return false;
        }
        if (sequence.Items.Count == 0 && !mayBeEmpty)
        {
            place.Mistake(node.At, "the list is empty", "Name at least one, or remove the key.");
            return false;
        }
        var items = new List<T>(sequence.Items.Count);
        var seen = new HashSet<T>();
        var good = true;
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var inner = place.Item(i);
            place.Draft.Remember(inner.Path, sequence.Items[i].At);
            if (!item.TryRead(sequence.Items[i], inner, out var entry))
            {
                good = false;
            }
            else if (unique && !seen.Add(entry))
            {
                inner.Mistake(sequence.Items[i].At, "this item occurs twice", "Keep one of them.");
                good = false;
            }
            else
            {
                items.Add(entry);
            }
        }
        value = items;
        return good;
    }
}
