using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Penstock.Server.Cli;

namespace Penstock.Server.Calling;

/// <summary>Prints an answer: JSON for the reader at hand, a stream as it comes, anything else as it is.</summary>
/// <param name="terminal">Where it goes.</param>
internal sealed class AnswerPrinter(Terminal terminal)
{
    private static readonly string[] Streams = ["text/event-stream", "application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/json-seq"];

    /// <summary>Prints it; false when the stream said that it failed.</summary>
    /// <exception cref="HttpRequestException">The answer ended early.</exception>
    public async Task<bool> PrintAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        if (Streams.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return await CopyAsync(answer, ct);
        }

        var body = await answer.Content.ReadAsByteArrayAsync(ct);
        var isText = IsJson(answer.Content.Headers.ContentType) || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase);
        await WriteAsync(IsJson(answer.Content.Headers.ContentType) && terminal.OutIsTerminal && Json.Parse(body) is { } json ? Encoding.UTF8.GetBytes(Json.Pretty(json)) : body, ct);
        if (isText && (body.Length == 0 || body[^1] != '\n'))
        {
            await WriteAsync("\n"u8.ToArray(), ct);
        }

        return true;
    }

    private async Task<bool> CopyAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var errors = new ErrorEvents();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
            {
                errors.Read(buffer.AsSpan(0, read));
                await WriteAsync(buffer.AsMemory(0, read), ct);
            }

            return !errors.Seen;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await terminal.Out.FlushAsync(ct);
        await terminal.Output.WriteAsync(bytes, ct);
        await terminal.Output.FlushAsync(ct);
    }

    private static bool IsJson(MediaTypeHeaderValue? type) => type?.MediaType is { } name
        && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase) || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
