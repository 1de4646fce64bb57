using System.Text.Json.Nodes;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>The rows of the grid for requests.</summary>
internal static class RequestCases
{
    // A picture of one pixel.
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";

    private static readonly FunctionTool s_weather = new("get_weather") { Description = "Tells the weather.", Parameters = Schema };
    private static readonly FunctionTool s_time = new("get_time") { Description = "Tells the time.", Parameters = Schema };

    public static IReadOnlyList<RequestCase> All { get; } =
    [
        Of("text", User("What is a penstock?"), Texts),
        Of("conversation", Talk(Say(Role.User, "One?"), Say(Role.Assistant, "Two."), Say(Role.User, "Three?")), Texts),
        Of("system", Talk(Say(Role.System, "Be brief."), Say(Role.User, "What is it?")), Texts),
        Of("system in mid-conversation", Talk(Say(Role.User, "One?"), Say(Role.Assistant, "Two."), Say(Role.System, "Be brief."), Say(Role.User, "Three?")), Texts),
        Of("tools", User("Weather?") with { Tools = [s_weather, s_time] }, input => string.Join('\n', input.Tools.Cast<FunctionTool>().Select(tool => $"{tool.Name} {tool.Description} {Json(tool.Parameters)}"))),
        Of("tool choice: required", User("?") with { Tools = [s_weather], ToolChoice = ToolChoice.Required }, Choice),
        Of("tool choice: one of them", User("?") with { Tools = [s_weather, s_time], ToolChoice = new NamedToolChoice("get_time") }, Choice),
        Of("tool choice: none", User("?") with { Tools = [s_weather], ToolChoice = ToolChoice.None }, input => $"{input.ToolChoice is NoToolChoice || input.Tools.Count == 0}"),
        Of("parallel tool calls forbidden", User("?") with { Tools = [s_weather], ParallelToolCalls = false }, input => $"{input.ParallelToolCalls}"),
        Of("tool call and result", Tooled([Call(1, "get_weather")], [Result(1, "sunny")]), Linked),
        Of("parallel tool calls and results", Tooled([Call(1, "get_weather"), Call(2, "get_time")], [Result(1, "sunny"), Result(2, "noon")]), Linked),
        Of("failed tool", Tooled([Call(1, "get_weather")], [Result(1, "no such city") with { IsError = true }]), input => string.Join('\n', Results(input).Select(result => $"{result.IsError == true}"))),
        Of("structured output", User("?") with { ResponseFormat = new JsonSchemaFormat("place") { Schema = Schema, Strict = true } }, input => input.ResponseFormat is JsonSchemaFormat format ? Json(format.Schema) : ""),
        Of("image", Talk(new Message(Role.User, [new TextPart("What is it?"), new ImagePart(new MediaInline("image/png", Pixel))])), Media<ImagePart>),
        Of("image by address", Talk(new Message(Role.User, [new TextPart("What is it?"), new ImagePart(new MediaUrl("https://example.com/a.png"))])), Media<ImagePart>),
        Of("document", Talk(new Message(Role.User, [new TextPart("Read."), new FilePart(new MediaInline("application/pdf", "JVBERi0xLjQK")) { Name = "a.pdf" }])), Media<FilePart>),
        Of("audio", Talk(new Message(Role.User, [new TextPart("Hear."), new AudioPart(new MediaInline("audio/wav", "UklGRg=="))])), Media<AudioPart>),
        Of("image in a tool's result", Tooled([Call(1, "get_weather")], [new ToolResultPart("call_1", [new TextPart("See."), new ImagePart(new MediaInline("image/png", Pixel))])]), input => string.Join('\n', Results(input).SelectMany(result => result.Content).OfType<ImagePart>().Select(Where))),
        Of("reasoning effort", User("?") with { Reasoning = new ReasoningOptions { Effort = "medium" }, MaxOutputTokens = 20000 }, input => Effort(input.Reasoning)),
        Of("reasoning with its signature", Tooled([new ReasoningPart("Hm.") { Signature = "c2ln" }, Call(1, "get_weather")], [Result(1, "sunny")]), input => string.Join('\n', Parts<ReasoningPart>(input).Select(part => $"{part.Text} {part.Signature}"))),
        Of("hidden reasoning", Tooled([new ReasoningPart("") { Opaque = "b3BhcXVl" }, Call(1, "get_weather")], [Result(1, "sunny")]), input => string.Join('\n', Parts<ReasoningPart>(input).Select(part => $"{part.Opaque}"))),
        Of("signed tool call", Tooled([Call(1, "get_weather") with { Signature = "c2ln" }], [Result(1, "sunny")]), input => string.Join('\n', Parts<ToolCallPart>(input).Select(part => part.Signature))),
        Of("temperature, top_p, limit, stop", User("?") with { Sampling = new Sampling { Temperature = 0.5, TopP = 0.9 }, MaxOutputTokens = 100, Stop = ["#"] }, input => FormattableString.Invariant($"{input.Sampling.Temperature} {input.Sampling.TopP} {input.MaxOutputTokens} {string.Join(',', input.Stop)}")),
        Of("top_k", User("?") with { Sampling = new Sampling { TopK = 40 } }, input => $"{input.Sampling.TopK}"),
        Of("seed", User("?") with { Sampling = new Sampling { Seed = 7 } }, input => $"{input.Sampling.Seed}"),
        Of("penalties", User("?") with { Sampling = new Sampling { FrequencyPenalty = 0.5, PresencePenalty = 0.25 } }, input => FormattableString.Invariant($"{input.Sampling.FrequencyPenalty} {input.Sampling.PresencePenalty}")),
        Of("several choices", User("?") with { ChoiceCount = 2 }, input => $"{input.ChoiceCount}"),
        Of("log-probabilities", User("?") with { LogProbs = true, TopLogProbs = 2 }, input => $"{input.LogProbs} {input.TopLogProbs}"),
        Of("cache mark", Talk(new Message(Role.User, [new TextPart("Long.") { Cache = new CacheMark(null) }, new TextPart("Short?")])), input => string.Join('\n', Parts<TextPart>(input).Select(part => part.Cache is not null))),
        Of("end user", User("?") with { User = "u-1" }, input => input.User ?? ""),
    ];

    private static RequestCase Of(string name, ChatInput input, Func<ChatInput, string> facet) => new(name, input, facet);

    private static Message Say(Role role, string text) => Message.Of(role, text);

    private static ChatInput Talk(params Message[] messages) => new() { Messages = messages };

    private static ChatInput User(string text) => Talk(Say(Role.User, text));

    private static ToolCallPart Call(int number, string name) => new($"call_{number}", name, """{"city":"Bern"}""");

    private static ToolResultPart Result(int number, string text) => new($"call_{number}", [new TextPart(text)]) { Name = number == 1 ? "get_weather" : "get_time" };

    private static ChatInput Tooled(Part[] said, Part[] results) =>
        Talk(Say(Role.User, "Weather?"), new Message(Role.Assistant, said), new Message(Role.Tool, results)) with { Tools = [s_weather, s_time] };

    private static IEnumerable<T> Parts<T>(ChatInput input)
        where T : Part => input.Messages.SelectMany(message => message.Parts).OfType<T>();

    private static IEnumerable<ToolResultPart> Results(ChatInput input) => Parts<ToolResultPart>(input);

    private static string Texts(ChatInput input) => string.Join('\n', input.Messages.Select(message => $"{(message.Role == Role.Developer ? Role.System : message.Role)}: {message.Text}"));

    private static string Choice(ChatInput input) => input.ToolChoice switch { NamedToolChoice named => named.Name, null => "", var choice => choice.GetType().Name };

    // Which result answers which call, by the ids as they are on that side.
    private static string Linked(ChatInput input)
    {
        var calls = Parts<ToolCallPart>(input).ToList();
        return string.Join('\n', Results(input).Select(result =>
            $"{calls.Single(call => call.Id == result.CallId) is var call} {call.Name} {Json(call.Arguments)} -> {string.Concat(result.Content.OfType<TextPart>().Select(text => text.Text))}"));
    }

    private static string Media<T>(ChatInput input)
        where T : Part => string.Join('\n', Parts<T>(input).Select(Where));

    private static string Where(Part part) => (part switch { ImagePart image => image.Source, AudioPart audio => audio.Source, FilePart file => file.Source, _ => null }) switch
    {
        MediaInline inline => $"{inline.MediaType} {inline.Base64}",
        MediaUrl url => url.Url,
        MediaFile file => file.Id,
        _ => "",
    };

    // Where a dialect has a budget only, the nearest effort.
    private static string Effort(ReasoningOptions reasoning) =>
        reasoning.Effort ?? reasoning.BudgetTokens switch { null => "", >= 24576 => "high", >= 8192 => "medium", >= 2048 => "low", _ => "minimal" };

    private static string Json(string? json) => json is null ? "" : Sorted(JsonNode.Parse(json))!.ToJsonString();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
