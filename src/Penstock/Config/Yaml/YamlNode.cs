namespace Penstock.Config.Yaml;

/// <summary>One node of a parsed document, with its place. Weight and height count what it expands to, so that aliases stay harmless.</summary>
internal abstract record YamlNode(SourcePosition At, int Weight, int Height);

/// <summary>A scalar as text: what it means (boolean, number, string) is the reader's to say, never YAML's.</summary>
internal sealed record YamlScalar(SourcePosition At, string Text, bool IsPlain) : YamlNode(At, 1, 1)
{
    /// <summary>YAML's empty value: nothing, <c>~</c> or <c>null</c>, not quoted.</summary>
    public bool IsNull => IsPlain && (Text is "" or "~" or "null" or "Null" or "NULL");
}

internal sealed record YamlSequence(SourcePosition At, IReadOnlyList<YamlNode> Items, int Weight, int Height) : YamlNode(At, Weight, Height);

internal sealed record YamlMapping(SourcePosition At, IReadOnlyList<YamlEntry> Entries, int Weight, int Height) : YamlNode(At, Weight, Height)
{
    public static YamlMapping Empty(SourcePosition at) => new(at, [], 1, 1);
}
