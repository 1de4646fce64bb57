using Penstock.Config.Yaml;

namespace Penstock.Config.Kinds;

/// <summary>A section while it is read. Values that are wrong come back as the kind's default: a draft with mistakes is never used.</summary>
internal sealed class Section(YamlMapping mapping, ConfigPlace place)
{
    public ConfigPlace Place => place;

    public SourcePosition At => mapping.At;

    public bool Has(ConfigKey key) => Find(key) is not null;

    /// <summary>Whether what is written there has entries, readable or not.</summary>
    public bool HasEntries(ConfigKey key) => Find(key) is YamlMapping { Entries.Count: > 0 };

    public T Get<T>(ConfigKey<T> key)
    {
        var inner = place.Key(key.Name);
        if (Find(key) is { } node)
        {
            key.Kind.TryRead(node, inner, out var written);
            return written!;
        }
        T? value;
        if (key.Default is { } text)
        {
            key.Kind.TryRead(new YamlScalar(mapping.At, text, IsPlain: true), inner, out value);
        }
        else
        {
            key.Kind.TryReadAbsent(mapping.At, inner, out value);
        }
        return value!;
    }

    /// <summary>For keys whose absence means something else than a default.</summary>
    public T? GetOptional<T>(ConfigKey<T> key)
        where T : struct => Has(key) ? Get(key) : null;

    /// <summary>A mistake at a key of this section, or at the section when the key is not written.</summary>
    public void Mistake(ConfigKey key, string what, string fix)
    {
        var inner = place.Key(key.Name);
        inner.Mistake(Find(key)?.At ?? mapping.At, what, fix);
    }

    private YamlNode? Find(ConfigKey key)
    {
        if (place.Overridable && key.Of.TakesScalar
            && ConfigOverrides.VariableOf(place.Key(key.Name).Path) is var variable
            && place.Draft.Environment.TryGetValue(variable, out var text))
        {
            return new YamlScalar(SourcePosition.OfVariable(variable), text, IsPlain: false);
        }
        return mapping.Entries.FirstOrDefault(entry => entry.Key == key.Name)?.Value;
    }
}
