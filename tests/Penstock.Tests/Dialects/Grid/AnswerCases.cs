using System.Text.Json.Nodes;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>The rows of the grid for answers and streams.</summary>
internal static class AnswerCases
{
    public static IReadOnlyList<AnswerCase> All { get; } =
    [
        Of("text", Say(FinishReason.Stop, new TextPart("A gate that lets water in.")), output => output.Choices[0].Message.Text),
        Of("refusal", Say(FinishReason.Refusal, new RefusalPart("I will not.")), output => string.Concat(output.Choices[0].Message.Parts.Select(part => part switch { TextPart text => text.Text, RefusalPart refusal => refusal.Text, _ => "" }))),
        Of("tool call", Say(FinishReason.ToolCalls, Call(1, "get_weather")), Calls),
        Of("parallel tool calls", Say(FinishReason.ToolCalls, new TextPart("I look."), Call(1, "get_weather"), Call(2, "get_time")), output => output.Choices[0].Message.Text + "\n" + Calls(output)),
        Of("signed tool call", Say(FinishReason.ToolCalls, Call(1, "get_weather") with { Signature = "c2ln" }), output => string.Join('\n', Parts<ToolCallPart>(output).Select(part => part.Signature))),
        Of("reasoning", Say(FinishReason.Stop, new ReasoningPart("Hm."), new TextPart("So.")), output => string.Concat(Parts<ReasoningPart>(output).Select(part => part.Text)) + "|" + output.Choices[0].Message.Text),
        Of("reasoning's signature", Say(FinishReason.Stop, new ReasoningPart("Hm.") { Signature = "c2ln" }, new TextPart("So.")), output => string.Join('\n', Parts<ReasoningPart>(output).Select(part => part.Signature))),
        Of("hidden reasoning", Say(FinishReason.Stop, new ReasoningPart("") { Opaque = "b3BhcXVl" }, new TextPart("So.")), output => string.Join('\n', Parts<ReasoningPart>(output).Select(part => part.Opaque))),
        Of("citation of a page", Say(FinishReason.Stop, new TextPart("So it is.") { Annotations = [new UrlCitation("https://example.com/") { Title = "Example", Start = 0, End = 9 }] }), output => string.Join('\n', Parts<TextPart>(output).SelectMany(text => text.Annotations).OfType<UrlCitation>().Select(citation => $"{citation.Url} {citation.Title}"))),
        Of("citation of a document", Say(FinishReason.Stop, new TextPart("So it is.") { Annotations = [new DocumentCitation { CitedText = "it is", Document = 0, Title = "Doc", Start = 3, End = 8 }] }), output => string.Join('\n', Parts<TextPart>(output).SelectMany(text => text.Annotations).OfType<DocumentCitation>().Select(citation => $"{citation.CitedText} {citation.Title} {citation.Start} {citation.End}"))),
        Of("end: complete", Say(FinishReason.Stop, new TextPart("a")), Finish),
        Of("end: limit", Say(FinishReason.Length, new TextPart("a")), Finish),
        Of("end: tools", Say(FinishReason.ToolCalls, Call(1, "get_weather")), Finish),
        Of("end: filter", Say(FinishReason.ContentFilter, new TextPart("a")), Finish),
        Of("end: refusal", Say(FinishReason.Refusal, new RefusalPart("No.")), output => Finish(output) is "Stop" && Parts<RefusalPart>(output).Any() ? "Refusal" : Finish(output)),
        Of("stop sequence", new ChatOutput([new ChatChoice(0, Message.Of(Role.Assistant, "a")) { Finish = new Finish(FinishReason.Stop), StopSequence = "#" }]), output => output.Choices[0].StopSequence ?? ""),
        Of("usage", Say(FinishReason.Stop, new TextPart("a")), output => $"{output.Usage?.Input} {output.Usage?.Output}"),
        Of("usage: prompt cache read", Used(new TokenUsage { Input = 100, Output = 20, CachedInput = 30 }), output => $"{output.Usage?.CachedInput}"),
        Of("usage: prompt cache written", Used(new TokenUsage { Input = 100, Output = 20, CacheWriteInput = 10 }), output => $"{output.Usage?.CacheWriteInput}"),
        Of("usage: reasoning", Used(new TokenUsage { Input = 100, Output = 20, Reasoning = 5 }), output => $"{output.Usage?.Reasoning}"),
    ];

    private static AnswerCase Of(string name, ChatOutput output, Func<ChatOutput, string> facet) =>
        new(name, output with { Usage = output.Usage ?? new TokenUsage { Input = 100, Output = 20 } }, facet);

    private static ChatOutput Say(FinishReason reason, params Part[] parts) =>
        new([new ChatChoice(0, new Message(Role.Assistant, parts)) { Finish = new Finish(reason) }]);

    private static ChatOutput Used(TokenUsage usage) => Say(FinishReason.Stop, new TextPart("a")) with { Usage = usage };

    private static ToolCallPart Call(int number, string name) => new($"call_{number}", name, """{"city":"Bern"}""");

    private static IEnumerable<T> Parts<T>(ChatOutput output)
        where T : Part => output.Choices.SelectMany(choice => choice.Message.Parts).OfType<T>();

    private static string Calls(ChatOutput output) => string.Join('\n', Parts<ToolCallPart>(output).Select(call => $"{call.Name} {JsonNode.Parse(call.Arguments)?.ToJsonString()}"));

    private static string Finish(ChatOutput output) => $"{output.Choices[0].Finish?.Reason}";
}
