using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Penstock.Upstream;

namespace Penstock.Bench;

/// <summary>An answer with its head and chunk framing, cut into the writes in which it is sent.</summary>
internal sealed class RawAnswer(IReadOnlyList<byte[]> writes)
{
    public static RawAnswer Frame(Answer answer, int eventsPerWrite)
    {
        var head = $"HTTP/1.1 {answer.Status} Synthetic\r\n{string.Concat(answer.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"))}";
        if (!answer.IsStream)
        {
            return new RawAnswer([[.. Encoding.ASCII.GetBytes($"{head}content-length: {answer.Body.Length}\r\n\r\n"), .. answer.Body.Span]]);
        }

        var writes = new List<byte[]>();
        var start = 0;
        foreach (var group in BodyEvents.Ends(answer).Chunk(eventsPerWrite))
        {
            writes.Add(
            [
                .. Encoding.ASCII.GetBytes((writes.Count == 0 ? $"{head}transfer-encoding: chunked\r\n\r\n" : "") + (group[^1] - start).ToString("x", CultureInfo.InvariantCulture) + "\r\n"),
                .. answer.Body.Span[start..group[^1]],
                .. (group[^1] == answer.Body.Length ? "\r\n0\r\n\r\n"u8 : "\r\n"u8),
            ]);
            start = group[^1];
        }

        return new RawAnswer(writes);
    }

    public void Send(Socket socket)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            for (var sent = 0; sent < writes[i].Length;)
            {
                sent += socket.Send(writes[i].AsSpan(sent));
            }
        }
    }
}
