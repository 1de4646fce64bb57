using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>
/// Reads the body of <c>POST /v1/responses</c>. Types are held strictly and every mistake is told at once. What is written again differs
/// only in form: <c>instructions</c> is a first system message, one text as <c>input</c> is a user's message, items of the assistant that follow each
/// other are one message, custom tools are kept as chat completions have them.
/// </summary>
internal static class ResponsesRequestReader
{
    private const string LogProbs = "message.output_text.logprobs";

    private static readonly string[] Known =
    [
        "model", "stream", "stream_options", "input", "instructions", "previous_response_id", "background", "prompt", "conversation", "store", "include",
        "tools", "tool_choice", "parallel_tool_calls", "text", "temperature", "top_p", "top_logprobs", "max_output_tokens", "reasoning", "user", "metadata", "truncation",
    ];

    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    public static (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out var error);
        if (document is null)
        {
            return (null, error);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return (null, new CallError(ErrorKind.InvalidRequest, "The body must be a JSON object."));
        }

        var mistakes = new Mistakes(ResponsesDialect.Name);
        var request = new Members(document.RootElement, "", mistakes);
        var input = Read(request);
        return mistakes.None ? Kept(request) is { } refused ? (null, refused) : (input, null) : (null, mistakes.ToError());
    }

    // What only OpenAI itself keeps or runs has no form anywhere else.
    private static CallError? Kept(Members request)
    {
        foreach (var (name, what) in new[] { ("prompt", "prompts kept at the provider"), ("conversation", "conversations kept at the provider") })
        {
            if (request.TryGet(name, out _))
            {
                return Missing(name, what);
            }
        }

        return request.Flag("background") == true ? Missing("background", "answers in the background") : null;
    }

    private static CallError Missing(string member, string what) =>
        new(ErrorKind.InvalidRequest, $"The provider of this model has no {what}: only a provider of OpenAI's responses has. Leave '{member}' out.")
        {
            Param = member,
            Code = Unsupported.FeatureCode,
        };

    private static ChatInput Read(Members request)
    {
        var text = request.Object("text");
        var reasoning = request.Object("reasoning");
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", Known);
        KeepRest(request, text, reasoning, ref rest);
        var included = Included(request);
        return new ChatInput
        {
            Messages = ReadMessages(request),
            Tools = ResponsesToolReader.ReadTools(request),
            ToolChoice = ResponsesToolReader.ReadChoice(request),
            ParallelToolCalls = request.Flag("parallel_tool_calls"),
            ResponseFormat = text is { } form ? ResponsesToolReader.ReadFormat(form) : null,
            Sampling = new Sampling { Temperature = request.Number("temperature"), TopP = request.Number("top_p") },
            Reasoning = new ReasoningOptions { Effort = reasoning?.Text("effort") },
            MaxOutputTokens = request.Whole("max_output_tokens"),
            LogProbs = included.Contains(LogProbs) || request.Whole("top_logprobs") > 0 ? true : null,
            TopLogProbs = request.Int("top_logprobs") is > 0 and var top ? top : null,
            User = request.Text("user"),
            Metadata = request.Object("metadata") is { } metadata
                ? metadata.All().ToDictionary(member => member.Name, member => metadata.Text(member.Name) ?? "")
                : null,
            Extensions = request.ToExtensions(rest),
        };
    }

    private static List<Message> ReadMessages(Members request)
    {
        var reader = new ItemReader(request.Mistakes);
        if (request.Text("instructions") is { Length: > 0 } instructions)
        {
            reader.Add(Message.Of(Role.System, instructions));
        }

        if (!request.TryGet("input", out var input))
        {
            request.Mistakes.Add("input", "missing", "is required and must be a string or an array of items");
        }
        else if (input.ValueKind == JsonValueKind.String)
        {
            reader.Add(Message.Of(Role.User, input.GetString()!));
        }
        else
        {
            foreach (var item in request.Objects("input") ?? [])
            {
                reader.Read(item);
            }
        }

        return reader.Messages;
    }

    // `truncation` and `include` only count where they ask for what is not done anyway.
    private static void KeepRest(Members request, Members? text, Members? reasoning, ref List<KeyValuePair<string, string>>? rest)
    {
        if (request.Text("truncation") is { } truncation and not "disabled")
        {
            (rest ??= []).Add(new("truncation", JsonSerializer.Serialize(truncation, ResponsesJson.Default.String)));
        }

        var others = Included(request).Where(name => name is not (LogProbs or "reasoning.encrypted_content")).ToArray();
        if (others.Length > 0)
        {
            (rest ??= []).Add(new("include", JsonSerializer.Serialize(others, ResponsesJson.Default.StringArray)));
        }

        if (text?.Text("verbosity") is { } verbosity)
        {
            (rest ??= []).Add(new("verbosity", JsonSerializer.Serialize(verbosity, ResponsesJson.Default.String)));
        }

        text?.AddRest(ref rest, "text", "format", "verbosity");
        reasoning?.AddRest(ref rest, "reasoning", "effort");
    }

    private static string[] Included(Members request) =>
        [.. request.Items("include")?.Select(item => item.Item.ValueKind == JsonValueKind.String ? item.Item.GetString()! : "") ?? []];
}
