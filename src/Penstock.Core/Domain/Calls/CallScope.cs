using System.Collections;

namespace Penstock.Domain.Calls;

/// <summary>
/// A log scope that gives its call id to every record in it: <c>using (logger.BeginScope(new CallScope(id)))</c>.
/// </summary>
public sealed class CallScope(string callId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => index == 0 ? new("CallId", callId) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    /// <inheritdoc/>
    public override string ToString() => "CallId:" + callId;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
