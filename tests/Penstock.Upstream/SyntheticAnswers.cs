using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Penstock.Upstream;

/// <summary>
/// Answers in OpenAI's shapes, made once a model name and endpoint and then kept. A stream's content counts its events
/// (<c>#0#</c>, <c>#1#</c>, …), so that a client can see that none is missing or out of order.
/// </summary>
internal sealed class SyntheticAnswers
{
    private readonly ConcurrentDictionary<(string Model, string Shape), Answer?> _answers = new();

    /// <returns>Null when the model's name is not synthetic.</returns>
    public Answer? Find(string? model, string path)
    {
        if (model is null || !model.StartsWith("synthetic:", StringComparison.Ordinal))
        {
            return null;
        }

        var shape = path.EndsWith("/chat/completions", StringComparison.Ordinal) ? "chat"
            : path.EndsWith("/completions", StringComparison.Ordinal) ? "completion"
            : path.EndsWith("/embeddings", StringComparison.Ordinal) ? "embedding"
            : path.EndsWith("/messages/count_tokens", StringComparison.Ordinal) ? "count"
            : "chat";
        return _answers.GetOrAdd((model, shape), static key => Make(key.Model, key.Shape));
    }

    private static Answer? Make(string name, string shape)
    {
        if (SyntheticModel.Parse(name) is not { } model)
        {
            return null;
        }

        var body = shape switch
        {
            "embedding" => Embedding(name, model),
            // DIALECT: Anthropic counts tokens.
            "count" => string.Create(CultureInfo.InvariantCulture, $"{{\"input_tokens\":{model.Bytes}}}"),
            _ when model.Stream => Streamed(name, model, chat: shape == "chat"),
            "completion" => Unary(name, model.Bytes, "text_completion", "\"text\":\"", "\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\""),
            _ => Unary(name, model.Bytes, "chat.completion", "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"", "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\""),
        };
        var isStream = model.Stream && shape != "embedding";
        return new Answer(
            200,
            [new("content-type", isStream ? "text/event-stream; charset=utf-8" : "application/json"), new("x-request-id", "req_synthetic")],
            Encoding.ASCII.GetBytes(body))
        {
            EventPace = model.Pace,
            Pieces = isStream && model.Pace > TimeSpan.Zero ? Pieces.Event : Pieces.Whole,
        };
    }

    private static string Unary(string name, int bytes, string kind, string before, string after) => Filled(
        $"{{\"id\":\"synthetic-1\",\"object\":\"{kind}\",\"created\":1700000000,\"model\":\"{name}\",\"choices\":[{{{before}",
        $"{after}}}],\"usage\":{Usage(Tokens(bytes))}}}",
        bytes);

    private static string Streamed(string name, SyntheticModel model, bool chat)
    {
        var head = $"data: {{\"id\":\"synthetic-1\",\"object\":\"{(chat ? "chat.completion.chunk" : "text_completion")}\",\"created\":1700000000,\"model\":\"{name}\",\"choices\":[";
        var (before, after) = chat
            ? ("{\"index\":0,\"delta\":{\"content\":\"", "\"},\"finish_reason\":null}]}\n\n")
            : ("{\"index\":0,\"text\":\"", "\",\"finish_reason\":null}]}\n\n");
        var body = new StringBuilder();
        for (var i = 0; i < model.Events; i++)
        {
            body.Append(Filled(head + before + string.Create(CultureInfo.InvariantCulture, $"#{i}#"), after, model.Bytes));
        }

        body.Append(head).Append(chat ? "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}" : "{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}").Append("]}\n\n");
        body.Append(head).Append("],\"usage\":").Append(Usage(model.Events)).Append("}\n\n");
        return body.Append("data: [DONE]\n\n").ToString();
    }

    private static string Embedding(string name, SyntheticModel model)
    {
        var numbers = Math.Max(1, (model.Bytes - 160) / 11);
        var vector = string.Join(',', Enumerable.Range(0, numbers).Select(i => ((i % 97) / 100.0 + 0.00012345).ToString("0.00000000", CultureInfo.InvariantCulture)));
        return $"{{\"object\":\"list\",\"data\":[{{\"object\":\"embedding\",\"index\":0,\"embedding\":[{vector}]}}],\"model\":\"{name}\",\"usage\":{{\"prompt_tokens\":8,\"total_tokens\":8}}}}";
    }

    private static int Tokens(int bytes) => Math.Max(1, bytes / 4);

    private static string Usage(int output) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"prompt_tokens\":8,\"completion_tokens\":{output},\"total_tokens\":{output + 8}}}");

    private static string Filled(string head, string tail, int bytes) =>
        head + new string('x', Math.Max(0, bytes - head.Length - tail.Length)) + tail;
}
