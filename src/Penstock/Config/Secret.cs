using Penstock.Secrets;

namespace Penstock.Config;

/// <summary>
/// A value that must not be shown: text, debugger and serializer see a mask with at most the last four characters of a long one. It is written where it is
/// needed, or is in a store; then only the reference is known here.
/// </summary>
internal sealed class Secret : IEquatable<Secret>
{
    private readonly string? _value;

    /// <summary>One that is written.</summary>
    public Secret(string value) => _value = value;

    /// <summary>One that is in a store.</summary>
    public Secret(SecretReference reference, bool fromApi) => (Reference, FromApi) = (reference, fromApi);

    /// <summary>Where it is; null for one that is written.</summary>
    public SecretReference? Reference { get; }

    /// <summary>Whether it came through the management API, which may not name every secret.</summary>
    public bool FromApi { get; }

    /// <summary>The value itself, for the one place that sends it.</summary>
    /// <exception cref="InvalidOperationException">It is in a store: <see cref="In"/> gives it, as it is then.</exception>
    public string Reveal() => _value ?? throw new InvalidOperationException($"{Reference} is in a store; ask the book of secrets.");

    /// <summary>The secret as it is whenever it is asked for.</summary>
    public SecretSource In(SecretBook book) => Reference is { } reference ? book.Source(reference, FromApi) : SecretSource.Of(Reveal());

    public override string ToString()
    {
        if (_value is null)
        {
            return Reference!.ToString();
        }

        if (_value.Length < 16)
        {
            return "…";
        }
        var dash = _value.IndexOf('-');
        var prefix = dash is > 0 and < 4 ? _value[..(dash + 1)] : "";
        return $"{prefix}…{_value[^4..]}";
    }

    public bool Equals(Secret? other) => other is not null && _value == other._value && Reference == other.Reference && FromApi == other.FromApi;

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => HashCode.Combine(_value, Reference);
}
