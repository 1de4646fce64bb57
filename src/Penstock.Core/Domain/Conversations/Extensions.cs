using System.Collections;

namespace Penstock.Domain.Conversations;

/// <summary>
/// Members of a wire format that have no canonical form, kept so that the same dialect can write them again.
/// Another dialect must not write them, and says that they were dropped. Equal when dialect, names, order and texts are equal.
/// </summary>
public sealed class Extensions : IReadOnlyList<KeyValuePair<string, string>>, IEquatable<Extensions>
{
    /// <summary>No members.</summary>
    public static readonly Extensions None = new("", []);

    private readonly KeyValuePair<string, string>[] _members;

    /// <summary>Keeps members: names, and values as JSON text.</summary>
    /// <param name="dialect">The wire format they are of.</param>
    /// <param name="members">The members in their order.</param>
    public Extensions(string dialect, IEnumerable<KeyValuePair<string, string>> members)
    {
        Dialect = dialect;
        _members = [.. members];
    }

    /// <summary>The wire format they are of; empty for <see cref="None"/>.</summary>
    public string Dialect { get; }

    /// <inheritdoc/>
    public int Count => _members.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _members[index];

    /// <summary>The value of a member as JSON text; null when there is no such member.</summary>
    public string? Find(string name)
    {
        foreach (var (key, value) in _members)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Extensions? other) =>
        other is not null && (_members.Length == 0 ? other._members.Length == 0 : Dialect == other.Dialect && _members.SequenceEqual(other._members));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Extensions);

    /// <inheritdoc/>
    public override int GetHashCode() => _members.Aggregate(0, (hash, member) => HashCode.Combine(hash, member.Key, member.Value));
}
