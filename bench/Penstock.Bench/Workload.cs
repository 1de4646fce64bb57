using System.Globalization;
using System.Text;

namespace Penstock.Bench;

/// <summary>One kind of call: unary or streamed, with a request and an answer of about <paramref name="Bytes"/> each.</summary>
internal sealed record Workload(bool Stream, int Bytes)
{
    private const int EventBytes = 300;

    public static IReadOnlyList<Workload> All { get; } =
        [.. new[] { false, true }.SelectMany(stream => new[] { 300, 1_000, 10_000, 100_000 }.Select(bytes => new Workload(stream, bytes)))];

    /// <summary>For the test of many streams at once: events, bytes an event, pause between events.</summary>
    public string? Paced { get; init; }

    /// <summary>For a model that runs in Penstock itself: its public name, and the body.</summary>
    public (string Model, string Body)? Predict { get; init; }

    /// <summary>The stand-in's model that answers so.</summary>
    public string SyntheticModel => Paced is not null ? $"synthetic:stream:{Paced}"
        : Stream ? $"synthetic:stream:{Math.Max(1, Bytes / EventBytes)}:{EventBytes}"
        : $"synthetic:unary:{Bytes}";

    /// <summary>The public name of that model in Penstock's configuration.</summary>
    public string PublicModel => Predict is { Model: var own } ? own : Paced is not null ? "bench-paced" : $"bench-{(Stream ? "stream" : "unary")}-{Bytes}";

    public string Title => $"{(Stream ? "stream" : "unary")} {(Bytes < 1000 ? "0.3" : (Bytes / 1000).ToString(CultureInfo.InvariantCulture))} kB";

    /// <summary>A whole HTTP/1.1 request, ready to be sent.</summary>
    public byte[] Request(string model, string? key)
    {
        if (Predict is { Body: var given })
        {
            return Http($"/models/{model}/invoke", given, key);
        }

        return Http("/v1/chat/completions", Chat(model, Stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : ""), key);
    }

    /// <summary>The same in Anthropic's form.</summary>
    public byte[] Messages(string model, string? key) =>
        Http("/v1/messages", Chat(model, Stream ? "\"stream\":true,\"max_tokens\":4096," : "\"max_tokens\":4096,"), key);

    /// <summary>The numbered events of the streamed answer.</summary>
    public int Events => Paced is { } shape ? int.Parse(shape.Split(':')[0], CultureInfo.InvariantCulture) : Math.Max(1, Bytes / EventBytes);

    /// <summary>The letters that its text has at least, whatever the dialect of its frame.</summary>
    public long LeastText => Stream ? Events : Math.Max(1, Bytes - 300);

    private string Chat(string model, string options)
    {
        var head = $"{{\"model\":\"{model}\",{options}\"messages\":[{{\"role\":\"user\",\"content\":\"";
        const string tail = "\"}]}";
        return head + new string('x', Math.Max(1, Bytes - head.Length - tail.Length)) + tail;
    }

    private static byte[] Http(string path, string body, string? key)
    {
        var authorization = key is null ? "" : $"Authorization: Bearer {key}\r\n";
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
