using System.Buffers;
using System.Text;
using Penstock.Dialects.EventStreams;
using Penstock.Dialects.Streams;
using Penstock.Tests.Dialects.Streams;

namespace Penstock.Tests.Dialects.EventStreams;

/// <summary>Makes and reads messages of AWS's event streams.</summary>
internal static class Messages
{
    public static byte[] Event(string type, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteEvent(output, Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Exception(string type, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteException(output, Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What can be read, and what is wrong behind it.</summary>
    public static async Task<(List<(string Type, string Data, bool IsFault)> Read, string? Broken, bool Torn)> ReadAsync(byte[] stream, int piece, int longest = WireFrames.LongestEvent)
    {
        using var reader = new EventStreamReader(new PiecesStream(stream.Chunk(piece)), longest);
        List<(string, string, bool)> read = [];
        while (await reader.ReadAsync(CancellationToken.None) is { } next)
        {
            read.Add((Encoding.UTF8.GetString(next.Type.Span), Encoding.UTF8.GetString(next.Data.Span), reader.IsFault));
        }

        return (read, reader.Broken, reader.Torn);
    }
}
