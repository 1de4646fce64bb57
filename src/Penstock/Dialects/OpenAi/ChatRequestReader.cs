using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c>. Types are held strictly and every mistake is told at once; unknown members
/// are kept as <see cref="ChatInput.Extensions"/>. <c>model</c>, <c>stream</c> and <c>stream_options</c> are the call's and not
/// the input's. What is written again differs only in form: explicit nulls and empty lists are left out, one text is a string,
/// <c>max_tokens</c> is <c>max_completion_tokens</c>, the legacy functions are tools, <c>reasoning</c> is <c>reasoning_content</c>.
/// </summary>
internal static class ChatRequestReader
{
    private static readonly string[] Known =
    [
        "model", "stream", "stream_options", "messages", "tools", "tool_choice", "functions", "function_call", "parallel_tool_calls",
        "response_format", "temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed", "random_seed", "logit_bias",
        "max_tokens", "max_completion_tokens", "stop", "n", "logprobs", "top_logprobs", "reasoning_effort", "user", "metadata",
    ];

    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    public static (ChatInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => RequestBody.Read(body, OpenAiDialect.Name, Read);

    private static ChatInput Read(Members request)
    {
        return new ChatInput
        {
            Messages = ReadMessages(request),
            Tools = ToolReader.ReadTools(request),
            ToolChoice = ToolReader.ReadChoice(request),
            ParallelToolCalls = request.Flag("parallel_tool_calls"),
            ResponseFormat = ToolReader.ReadFormat(request),
            Sampling = new Sampling
            {
                Temperature = request.Number("temperature"),
                TopP = request.Number("top_p"),
                // DIALECT: OpenAI has no top_k; vLLM, Together, OpenRouter and others do.
                TopK = request.Int("top_k"),
                FrequencyPenalty = request.Number("frequency_penalty"),
                PresencePenalty = request.Number("presence_penalty"),

                // DIALECT: Mistral says random_seed.
                Seed = request.Whole("seed") ?? request.Whole("random_seed"),
                LogitBias = request.Object("logit_bias") is { } bias ? ReadNumbers(bias) : null,
            },
            Reasoning = new ReasoningOptions { Effort = request.Text("reasoning_effort") },
            MaxOutputTokens = ReadMaxTokens(request),
            Stop = ReadStop(request),
            ChoiceCount = request.Int("n"),
            LogProbs = request.Flag("logprobs"),
            TopLogProbs = request.Int("top_logprobs"),
            User = request.Text("user"),
            Metadata = request.Object("metadata") is { } metadata ? ReadTexts(metadata) : null,
            Extensions = request.Rest(Known),
        };
    }

    private static List<Message> ReadMessages(Members request)
    {
        if (!request.TryGet("messages", out _))
        {
            request.Mistakes.Add("messages", "missing", "is required and must be an array of messages");
        }

        var reader = new MessageReader(lenient: false);
        return [.. (request.Objects("messages") ?? []).Select(reader.Read)];
    }

    private static long? ReadMaxTokens(Members request)
    {
        // DIALECT: max_tokens is the older word; both must agree where both are given.
        var older = request.Whole("max_tokens");
        var newer = request.Whole("max_completion_tokens");
        if (older is not null && newer is not null && older != newer)
        {
            request.Mistakes.Add(request.At("max_tokens"), "conflict", "must not differ from 'max_completion_tokens': give one of them");
        }

        return newer ?? older;
    }

    private static List<string> ReadStop(Members request)
    {
        if (!request.TryGet("stop", out var stop))
        {
            return [];
        }

        if (stop.ValueKind == JsonValueKind.String)
        {
            return [stop.GetString()!];
        }

        return request.Texts("stop");
    }

    private static Dictionary<string, double> ReadNumbers(Members members) =>
        members.All().ToDictionary(member => member.Name, member => members.Number(member.Name) ?? 0);

    private static Dictionary<string, string> ReadTexts(Members members) =>
        members.All().ToDictionary(member => member.Name, member => members.Text(member.Name) ?? "");
}
