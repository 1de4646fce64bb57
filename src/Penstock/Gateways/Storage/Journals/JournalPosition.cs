namespace Penstock.Gateways.Storage.Journals;

/// <summary>A place between two records of a journal.</summary>
/// <param name="Segment">The segment's number, from 1.</param>
/// <param name="Offset">Bytes from the segment's beginning.</param>
internal readonly record struct JournalPosition(long Segment, long Offset) : IComparable<JournalPosition>
{
    /// <summary>Whether one lies before another.</summary>
    public static bool operator <(JournalPosition left, JournalPosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether one lies behind another.</summary>
    public static bool operator >(JournalPosition left, JournalPosition right) => left.CompareTo(right) > 0;

    /// <inheritdoc/>
    public int CompareTo(JournalPosition other) =>
        Segment != other.Segment ? Segment.CompareTo(other.Segment) : Offset.CompareTo(other.Offset);
}
