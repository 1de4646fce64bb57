using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Config.Yaml;

namespace Penstock.Config.Kinds;

/// <summary>What a value may be: the reader, the JSON schema and the documents all ask this one description.</summary>
internal abstract class ValueKind
{
    /// <summary>What the documents call it, e.g. <c>duration</c>.</summary>
    public abstract string Label { get; }

    /// <summary>True when one scalar can express it, so that an environment variable can override it.</summary>
    public virtual bool TakesScalar => false;

    /// <summary>The keys below, for those who only describe them; empty for single values.</summary>
    public virtual IReadOnlyList<ConfigKey> Keys => [];

    /// <summary>What stands in a path between this and a key below it: <c>.</c>, <c>.&lt;name&gt;.</c> or <c>[].</c></summary>
    public virtual string Infix => ".";

    /// <summary>False for maps and lists, whose keys are the user's: no environment variable reaches below.</summary>
    public virtual bool KeysAreFixed => true;

    public abstract JsonObject Schema();

    /// <summary>What was written, as JSON for people: variables are not expanded, and secrets are masked.</summary>
    public virtual JsonNode? Show(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, (Below(entry.Key) ?? this).Show(entry.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select((Below(null) ?? this).Show)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsPlain: true, Text: "true" or "false" } truth => JsonValue.Create(truth.Text == "true"),
        YamlScalar { IsPlain: true } scalar when decimal.TryParse(scalar.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalar scalar => JsonValue.Create(scalar.Text),
        _ => null,
    };

    /// <summary>The kind of what is below: of a key, or of an item or entry; null where this kind has nothing of its own to say of it.</summary>
    protected virtual ValueKind? Below(string? key) => Keys.FirstOrDefault(known => known.Name == key)?.Of;

    /// <summary>A default, written as in the file, as JSON.</summary>
    public virtual JsonNode DefaultNode(string text) => JsonValue.Create(text);
}

internal abstract class ValueKind<T> : ValueKind
{
    /// <returns>False when the value is unusable; the mistakes are then in the draft.</returns>
    public abstract bool TryRead(YamlNode node, ConfigPlace place, [MaybeNullWhen(false)] out T value);

    /// <summary>Used when the key is absent and has no default text.</summary>
    public virtual bool TryReadAbsent(SourcePosition parent, ConfigPlace place, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return false;
    }
}
