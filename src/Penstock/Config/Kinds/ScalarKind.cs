using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Penstock.Config.Yaml;
using Penstock.Secrets;

namespace Penstock.Config.Kinds;

/// <summary>A scalar: expanded, then parsed by us, so that YAML's own ideas of booleans and numbers play no part.</summary>
internal sealed class ScalarKind<T>(string label, Func<JsonObject> schema, Func<string, ConfigDraft, SourcePosition, Parsed<T>> parse) : ValueKind<T>
{
    public override string Label => label;

    public override bool TakesScalar => true;

    /// <summary>The text is never repeated in a mistake.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The text may be a reference to a secret, though it is read as a text.</summary>
    public bool MayBeReference { get; init; }

    /// <summary>The default is a number or boolean in JSON.</summary>
    public bool IsBare { get; init; }

    public override JsonObject Schema() => schema();

    public override JsonNode DefaultNode(string text) => IsBare ? JsonNode.Parse(text)! : base.DefaultNode(text);

    /// <inheritdoc/>
    public override JsonNode? Show(YamlNode node) => IsSecret && (typeof(T) == typeof(Secret) || MayBeReference) && node is YamlScalar { IsNull: false } secret
        ? JsonValue.Create(secret.Text.Contains("${", StringComparison.Ordinal) || secret.Text.StartsWith("secret:", StringComparison.Ordinal) ? secret.Text : new Secret(secret.Text).ToString())
        : base.Show(node);

    public override bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not YamlScalar scalar)
        {
            var found = node is YamlSequence ? "a list" : "a mapping";
            place.Mistake(node.At, $"this is {found}, but one value is expected ({label})", "Write a single value after the colon.");
            return false;
        }
        if (scalar.IsNull)
        {
            place.Mistake(node.At, "the value is missing", $"Write a value ({label}), or remove the key.");
            return false;
        }
        if (typeof(T) != typeof(Secret) && !MayBeReference && SecretReference.Looks(scalar.Text))
        {
            place.Mistake(node.At, "secret: references are for keys that hold a secret", "Use ${NAME} with an environment variable.");
            return false;
        }
        var (text, what, fix) = place.Draft.FromApi ? (scalar.Text, null, null) : EnvironmentExpansion.Expand(scalar.Text, place.Draft.Environment);
        if (text is null)
        {
            place.Mistake(node.At, what!, fix!);
            return false;
        }
        var parsed = parse(text, place.Draft, node.At);
        if (parsed.Problem is not null)
        {
            // The raw text is shown, not the expanded one: a variable may hold a secret.
            place.Mistake(node.At, IsSecret ? $"the value {parsed.Problem}" : $"{Quote(scalar.Text)} {parsed.Problem}", parsed.Fix!);
            return false;
        }
        value = parsed.Value!;
        if (value is Secret secret)
        {
            place.Draft.Found(place.Path, node.At, secret);
        }
        return true;
    }

    private static string Quote(string text)
    {
        var shown = text.Length > 60 ? text[..57] + "…" : text;
        return "\"" + string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '·' : c)) + "\"";
    }
}
