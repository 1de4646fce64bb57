namespace Penstock.Dialects.Sse;

/// <summary>One server-sent event: its bytes with the closing blank line, and its data. Valid until the next is read.</summary>
/// <param name="Raw">All bytes as they came.</param>
/// <param name="Data">The value of the <c>data</c> field; lines are joined by a line feed, empty when there is none.</param>
/// <param name="DataOffset">Where <see cref="Data"/> stands in <see cref="Raw"/>; -1 when it was joined from several lines.</param>
internal readonly record struct SseEvent(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Data, int DataOffset);
