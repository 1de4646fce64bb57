namespace Penstock.Dialects.Streams;

/// <summary>One event of a stream: its bytes with what closes it, and its data. Valid until the next is read.</summary>
/// <param name="Raw">All bytes as they came.</param>
/// <param name="Data">What it carries: of server-sent events the value of the <c>data</c> field, lines joined by a line feed; empty when there is none.</param>
/// <param name="DataOffset">Where <paramref name="Data"/> stands in <paramref name="Raw"/>; -1 when it was joined from several lines.</param>
/// <param name="Type">What the event is called, UTF-8: the <c>event</c> field; empty when it is not said.</param>
internal readonly record struct WireEvent(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Data, int DataOffset, ReadOnlyMemory<byte> Type = default);
