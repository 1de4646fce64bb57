using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Penstock.Upstream;

namespace Penstock.Bench;

/// <summary>An answer with its head and chunk framing, cut into the writes in which it is sent.</summary>
internal sealed class RawAnswer(IReadOnlyList<byte[]> writes, TimeSpan pace)
{
    public static RawAnswer Frame(Answer answer, int eventsPerWrite)
    {
        var head = $"HTTP/1.1 {answer.Status} Synthetic\r\n{string.Concat(answer.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"))}";
        if (!answer.IsStream)
        {
            return new RawAnswer([[.. Encoding.ASCII.GetBytes($"{head}content-length: {answer.Body.Length}\r\n\r\n"), .. answer.Body.Span]], default);
        }

        var writes = new List<byte[]>();
        var start = 0;
        foreach (var group in Groups(answer, eventsPerWrite))
        {
            writes.Add(
            [
                .. Encoding.ASCII.GetBytes((writes.Count == 0 ? $"{head}transfer-encoding: chunked\r\n\r\n" : "") + (group[^1] - start).ToString("x", CultureInfo.InvariantCulture) + "\r\n"),
                .. answer.Body.Span[start..group[^1]],
                .. (group[^1] == answer.Body.Length ? "\r\n0\r\n\r\n"u8 : "\r\n"u8),
            ]);
            start = group[^1];
        }

        return new RawAnswer(writes, answer.EventPace);
    }

    /// <summary>Paced, every numbered event goes alone, with what stands before the first and what follows the last.</summary>
    private static IEnumerable<int[]> Groups(Answer answer, int eventsPerWrite)
    {
        var ends = BodyEvents.Ends(answer);
        if (answer.EventPace == TimeSpan.Zero)
        {
            return ends.Chunk(eventsPerWrite);
        }

        var numbered = ends.Where((end, i) => answer.Body.Span[(i == 0 ? 0 : ends[i - 1])..end].Contains((byte)'#')).SkipLast(1);
        return numbered.Append(ends[^1]).Select(end => new[] { end });
    }

    public void Send(Socket socket)
    {
        var begun = Linux.Now();
        for (var i = 0; i < writes.Count; i++)
        {
            if (i > 0 && pace > TimeSpan.Zero)
            {
                Linux.SleepUntil(begun + (pace.Ticks * 100 * i));
            }

            for (var sent = 0; sent < writes[i].Length;)
            {
                sent += socket.Send(writes[i].AsSpan(sent));
            }
        }
    }
}
