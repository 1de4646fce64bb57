using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.OpenAi;

namespace Penstock.Tests.Dialects.Responses;

/// <summary>What conversations and answers are made of, in the forms that responses can carry.</summary>
internal static class ResponseGenerators
{
    private const string Dialect = "openai-responses";

    private static readonly Gen<string> Json = Gen.Elements("{}", """{"type":"object","properties":{"a":{"type":["string","null"]}}}""");

    private static readonly Gen<Extensions> Unknown = Gen.Frequency(
        (4, Gen.Constant(Extensions.None)),
        (1, Json.Select(json => new Extensions(Dialect, [new("status", json), new("ünknown", "1")]))));

    private static readonly Gen<MediaSource> Picture = Gen.OneOf(
        Generators.Some.Select(id => (MediaSource)new MediaFile(id)),
        Gen.Constant<MediaSource>(new MediaUrl("https://example.org/a.png")),
        Gen.Constant<MediaSource>(new MediaInline("image/png", "aGVsbG8=")));

    private static readonly Gen<MediaSource> Document = Gen.OneOf(
        Generators.Some.Select(id => (MediaSource)new MediaFile(id)),
        Gen.Constant<MediaSource>(new MediaUrl("https://example.org/a.pdf")),
        Gen.Elements("application/pdf", null).Select(type => (MediaSource)new MediaInline(type, "aGVsbG8=")));

    private static readonly Gen<Part> Content = Gen.OneOf(
        from text in Generators.Text from unknown in Unknown select (Part)new TextPart(text) { Extensions = unknown },
        from source in Picture from detail in Gen.Elements("low", null) select (Part)new ImagePart(source) { Detail = detail },
        from source in Document from name in Generators.Optional(Generators.Text) select (Part)new FilePart(source) { Name = name },
        Gen.Constant<Part>(new OtherPart(Dialect, "input_video", """{"type":"input_video","video_url":"x"}""")));

    private static readonly Gen<Annotation> Remark = Gen.OneOf(
        Gen.Constant<Annotation>(new OtherAnnotation(Dialect, "file_citation", """{"type":"file_citation","file_id":"f","index":1}""")),
        from url in Generators.Some
        from title in Generators.Optional(Generators.Text)
        select (Annotation)new UrlCitation(url) { Title = title, Start = 1, End = 2 });

    private static readonly Gen<ReasoningPart> Thought = Gen.OneOf(
        from text in Generators.Text
        from opaque in Gen.Elements("gAAAA", "rs_1.gAAAA")
        select new ReasoningPart(text) { Opaque = opaque });

    private static readonly Gen<ToolCallPart> Call =
        from id in Generators.Some
        from name in Generators.Some
        from arguments in Generators.Text
        from free in Gen.Elements(true, false)
        select new ToolCallPart(id, name, arguments) { FreeForm = free };

    private static Gen<Message> Assistant =>
        from thoughts in Thought.ArrayOf()
        from texts in Generators.Text.ArrayOf(1)
        from refusal in Generators.Optional(Generators.Text)
        from remarks in Remark.ArrayOf()
        from calls in Call.ArrayOf()
        from unknown in Unknown
        select new Message(Role.Assistant,
        [
            .. thoughts,
            .. texts.Select(text => new TextPart(text) { Annotations = remarks }),
            .. refusal is null ? [] : new Part[] { new RefusalPart(refusal) },
            .. calls,
        ])
        {
            Extensions = unknown,
        };

    private static Gen<Message> Result =>
        from id in Generators.Some
        from content in Gen.OneOf(Generators.Text.Select(text => new Part[] { new TextPart(text) }), Content.ArrayOf(2))
        select new Message(Role.Tool, [new ToolResultPart(id, content)]);

    private static Gen<Message> Said =>
        from role in Gen.Elements(Role.System, Role.Developer, Role.User)
        from parts in Content.ArrayOf()
        from unknown in Unknown
        select new Message(role, parts) { Extensions = unknown };

    private static readonly Gen<Tool> Tools = Gen.OneOf(
        from name in Generators.Some
        from description in Generators.Optional(Generators.Text)
        from parameters in Generators.Optional(Json)
        from strict in Gen.Elements<bool?>(null, true, false)
        select (Tool)new FunctionTool(name) { Description = description, Parameters = parameters, Strict = strict },
        Gen.Constant<Tool>(new OtherTool(Dialect, "web_search", """{"type":"web_search","search_context_size":"low"}""")),
        Gen.Constant<Tool>(new OtherTool("openai", "custom", """{"type":"custom","custom":{"name":"sql","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"x"}}}}""")));

    private static readonly Gen<ToolChoice?> Choices = Gen.OneOf(
        Gen.Elements(null, ToolChoice.Auto, ToolChoice.None, ToolChoice.Required),
        Generators.Some.Select(name => (ToolChoice?)new NamedToolChoice(name)),
        Gen.Constant<ToolChoice?>(new OtherToolChoice("openai", """{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}""")),
        Gen.Constant<ToolChoice?>(new OtherToolChoice(Dialect, """{"type":"web_search"}""")));

    private static readonly Gen<ResponseFormat?> Formats = Gen.OneOf(
        Gen.Elements<ResponseFormat?>(null, new TextFormat(), new JsonObjectFormat()),
        from name in Generators.Some
        from schema in Json
        from strict in Gen.Elements<bool?>(null, true, false)
        select (ResponseFormat?)new JsonSchemaFormat(name) { Schema = schema, Strict = strict });

    public static Gen<ChatInput> Conversation =>
        from messages in Gen.OneOf(Said, Result, Assistant).ListOf()
        from tools in Tools.ListOf()
        from choice in Choices
        from format in Formats
        from effort in Gen.Elements("low", null)
        from most in Generators.Maybe(Gen.Choose(1, 100_000))
        from parallel in Gen.Elements<bool?>(null, true)
        from user in Generators.Optional(Generators.Text)
        select new ChatInput
        {
            // Messages of the assistant that follow each other are one; something else stands between them.
            Messages = [.. messages.SelectMany(message => message.Role == Role.Assistant ? new[] { Message.Of(Role.User, "so"), message } : [message])],
            Tools = [.. tools], ToolChoice = choice, ResponseFormat = format, Reasoning = new ReasoningOptions { Effort = effort },
            MaxOutputTokens = most, ParallelToolCalls = parallel, User = user, Sampling = new Sampling { Temperature = 0.5 },
        };

    private static readonly Gen<TokenUsage> Usage =
        from counts in Gen.Choose(0, 1_000_000).ArrayOf(4)
        select new TokenUsage { Input = counts[0], Output = counts[1], CachedInput = counts[2], Reasoning = counts[3] };

    public static Gen<ChatOutput> Output =>
        from thoughts in Thought.ArrayOf()
        from texts in Generators.Some.ArrayOf(1)
        from refusal in Generators.Optional(Generators.Some)
        from remarks in Remark.ArrayOf()
        from calls in Call.ArrayOf()
        from ended in Gen.Elements(FinishReason.Length, FinishReason.ContentFilter, FinishReason.Stop)
        from created in Generators.Time
        from usage in Generators.Maybe(Usage)
        let parts = new List<Part>(
        [
            .. thoughts,
            .. texts.Select(text => new TextPart(text) { Annotations = remarks }),
            .. refusal is null ? [] : new Part[] { new RefusalPart(refusal) },
            .. calls,
        ])
        select new ChatOutput([new ChatChoice(0, new Message(Role.Assistant, parts))
        {
            Finish = new Finish(calls.Length > 0 && ended == FinishReason.Stop ? FinishReason.ToolCalls : ended),
        }])
        {
            Id = "resp_1", Created = created, Model = "m", Usage = usage,
        };
}
