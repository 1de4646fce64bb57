using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.OpenAi;

namespace Penstock.Tests.Dialects.Cohere;

/// <summary>What conversations, answers and streams are made of, in the forms that Cohere's dialect can carry.</summary>
internal static class CohereGenerators
{
    private static readonly Gen<Extensions> Unknown = Gen.Frequency(
        (4, Gen.Constant(Extensions.None)), (1, Gen.Constant(new Extensions("cohere", [new("x~1y", "{\"a\":[1.50]}"), new("safety", "null")]))));

    private static readonly Gen<string> Schema = Gen.Elements("""{"type":"object","properties":{"a":{"type":"string"}}}""", "{}");

    private static readonly Gen<MediaSource> Picture = Gen.Elements<MediaSource>(new MediaUrl("https://example.org/a.png"), new MediaInline("image/png", "aGVsbG8="));

    private static readonly Gen<Annotation> Remark = Gen.OneOf(
        Gen.Constant<Annotation>(new OtherAnnotation("cohere", "citation", """{"start":0,"end":1,"text":"x","sources":[{"type":"tool","id":"a:0","tool_output":{}}]}""")),
        from url in Generators.Some from title in Generators.Optional(Generators.Text) select (Annotation)new UrlCitation(url) { Title = title, Start = 0, End = 1 });

    private static readonly Gen<ToolCallPart> Call =
        from id in Generators.Some
        from name in Generators.Some
        from arguments in Gen.OneOf(Schema, Generators.Text)
        from unknown in Unknown
        select new ToolCallPart(id, name, arguments) { Extensions = unknown };

    private static readonly Gen<Part> Shown = Gen.OneOf(
        from text in Generators.Text from unknown in Unknown select (Part)new TextPart(text) { Extensions = unknown },
        from source in Picture from detail in Gen.Elements("low", null) select (Part)new ImagePart(source) { Detail = detail },
        Gen.Constant<Part>(new OtherPart("cohere", "audio", """{"type":"audio","x":1}""")));

    private static readonly Gen<Message> Said =
        from role in Gen.Elements(Role.System, Role.User)
        from first in Shown
        from more in Shown.ListOf()
        from unknown in Unknown
        select new Message(role, [first, .. more]) { Extensions = unknown };

    private static readonly Gen<Message> Answered =
        from id in Generators.Some
        from texts in Gen.OneOf(Generators.Text.ArrayOf(1), Generators.Text.ArrayOf(2))
        from unknown in Unknown
        select new Message(Role.Tool, [new ToolResultPart(id, [.. texts.Select(text => new TextPart(text))]) { Extensions = unknown }]);

    private static readonly Gen<Message> Assistant =
        from plan in Generators.Optional(Generators.Some)
        from text in Generators.Optional(Generators.Text)
        from remarks in Remark.ListOf()
        from calls in Call.ListOf()
        from unknown in Unknown
        let said = text ?? (calls.Count == 0 ? "x" : null)
        select new Message(Role.Assistant,
        [
            .. plan is null ? [] : new Part[] { new ReasoningPart(plan) },
            .. said is null ? [] : new Part[] { new TextPart(said) { Annotations = said.Length > 0 ? [.. remarks] : [] } },
            .. calls,
        ])
        { Extensions = unknown };

    private static readonly Gen<Finish> Finished = Gen.Elements(
        new Finish(FinishReason.Stop), new Finish(FinishReason.Stop, "STOP_SEQUENCE"), new Finish(FinishReason.Length), new Finish(FinishReason.ToolCalls),
        new Finish(FinishReason.Error), new Finish(FinishReason.Error, "TIMEOUT"));

    private static readonly Gen<TokenUsage> Usage =
        from input in Gen.Choose(0, 10_000) from output in Gen.Choose(0, 10_000) from cached in Gen.Choose(0, 10_000)
        select new TokenUsage { Input = input, Output = output, CachedInput = Math.Min(input, cached) };

    private static readonly Gen<LogProbs> Probabilities =
        from token in Generators.Text from number in Gen.Choose(-4000, 0) select new LogProbs { Content = [new TokenLogProb(token, number / 1000.0)] };

    public static readonly Gen<ChatInput> Conversation =
        from messages in Gen.OneOf(Said, Answered, Assistant).ListOf()
        from strict in Gen.Elements<bool?>(null, true, false)
        from names in Generators.Some.ListOf()
        from description in Generators.Optional(Generators.Text)
        from schema in Schema
        from choice in Gen.Elements<ToolChoice?>(null, ToolChoice.None, ToolChoice.Required)
        from format in Gen.Elements<ResponseFormat?>(null, new TextFormat(), new JsonObjectFormat(), new JsonSchemaFormat("response") { Schema = "{}", Strict = true }, new OtherFormat("cohere", "grammar", """{"type":"grammar"}"""))
        from numbers in Generators.Maybe(Gen.Choose(0, 4000)).ArrayOf(4)
        from whole in Generators.Maybe(Gen.Choose(0, 4000)).ArrayOf(3)
        from reasoning in Gen.Elements(ReasoningOptions.Default, new ReasoningOptions { Effort = "none" }, new ReasoningOptions { BudgetTokens = 77 })
        from stop in Generators.Text.ListOf()
        from logProbs in Gen.Elements<bool?>(null, true)
        from unknown in Unknown
        select new ChatInput
        {
            Messages = [.. messages],
            Tools = [.. names.Select(name => new FunctionTool(name) { Description = description, Parameters = schema, Strict = strict, Extensions = unknown })],
            ToolChoice = choice,
            ResponseFormat = format,
            Sampling = new Sampling { Temperature = numbers[0] / 1000.0, TopP = numbers[1] / 1000.0, FrequencyPenalty = numbers[2] / 1000.0, PresencePenalty = numbers[3] / 1000.0, TopK = whole[0], Seed = whole[1] },
            Reasoning = reasoning,
            MaxOutputTokens = whole[2],
            Stop = [.. stop],
            LogProbs = logProbs,
            Extensions = unknown,
        };

    public static readonly Gen<ChatOutput> Output =
        from thought in Generators.Optional(Generators.Some)
        from message in Assistant
        from finish in Finished
        from usage in Generators.Maybe(Usage)
        from told in Generators.Optional(Probabilities)
        from unknown in Unknown
        select new ChatOutput([new ChatChoice(0, message) { Finish = finish, LogProbs = told }]) { Id = "made", Usage = usage, Extensions = unknown };

    /// <summary>A stream: its start, pieces, its finish and its usage. Arguments belong to the call before them.</summary>
    public static readonly Gen<List<ChatChunk>> Stream =
        from pieces in Gen.OneOf(
            Generators.Some.Select(text => new ChatChunk[] { new TextChunk(text) }),
            Generators.Some.Select(text => new ChatChunk[] { new ReasoningChunk(text) }),
            Remark.Select(remark => new ChatChunk[] { new TextChunk("x"), new AnnotationChunk(remark) }),
            Probabilities.Select(told => new ChatChunk[] { new TextChunk("x"), new LogProbsChunk(told) }),
            from call in Call from more in Generators.Some.ListOf() from number in Gen.Choose(0, 5)
            select (ChatChunk[])[new ToolCallChunk(number, call.Id, call.Name), .. more.Select(text => new ArgumentsChunk(number, text))]).ListOf()
        from finish in Finished
        from usage in Generators.Maybe(Usage)
        select new List<ChatChunk>([new StartChunk { Id = "made" }, .. pieces.SelectMany(piece => piece), new FinishChunk(finish), .. usage is { } told ? [new UsageChunk(told)] : Array.Empty<ChatChunk>()]);
}
