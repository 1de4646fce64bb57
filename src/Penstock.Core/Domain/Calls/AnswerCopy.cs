namespace Penstock.Domain.Calls;

/// <summary>A copy of what is answered, up to a bound, of a call whose content is recorded.</summary>
/// <param name="most">How many bytes are kept.</param>
public sealed class AnswerCopy(int most)
{
    private readonly MemoryStream _bytes = new();

    /// <summary>Whether more was answered than is kept.</summary>
    public bool IsCut { get; private set; }

    /// <summary>What is kept.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    /// <summary>Takes bytes that are about to be answered.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var room = most - (int)_bytes.Length;
        IsCut |= bytes.Length > room;
        _bytes.Write(bytes[..Math.Min(bytes.Length, room)]);
    }
}
