namespace Penstock.Config;

/// <summary>A value that must not be shown: text, debugger and serializer see a mask with at most the last four characters of a long one.</summary>
internal sealed class Secret(string value) : IEquatable<Secret>
{
    private readonly string _value = value;

    /// <summary>The value itself, for the one place that sends it.</summary>
    public string Reveal() => _value;

    public override string ToString()
    {
        if (_value.Length < 16)
        {
            return "…";
        }
        var dash = _value.IndexOf('-');
        var prefix = dash is > 0 and < 4 ? _value[..(dash + 1)] : "";
        return $"{prefix}…{_value[^4..]}";
    }

    public bool Equals(Secret? other) => other is not null && _value == other._value;

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);
}
