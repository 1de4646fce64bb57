using FsCheck;
using FsCheck.Fluent;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.OpenAi;

namespace Penstock.Tests.Dialects.Anthropic;

/// <summary>What conversations and answers are made of, in the forms that Anthropic's dialect can carry.</summary>
internal static class MessageGenerators
{
    private static readonly Gen<string> Json = Gen.Elements("{}", """{"a":[1,2.50,1e3,null,true,"\u00e9"]}""", """{"type":"object","properties":{"a":{"type":"string"}}}""");

    private static readonly Gen<string> Id = Gen.Elements("toolu_01", "call-2", "x");

    private static readonly Gen<bool> Flag = Gen.Elements(true, false);

    private static readonly Gen<CacheMark?> Cache = Gen.Frequency((3, Gen.Constant<CacheMark?>(null)), (1, Gen.Elements("5m", "1h", null).Select(ttl => (CacheMark?)new CacheMark(ttl))));

    public static readonly Gen<Annotation> Citation = Gen.OneOf(
        Gen.Constant<Annotation>(new OtherAnnotation("anthropic", "search_result_location", """{"type":"search_result_location","source":"s"}""")),
        from url in Generators.Some
        from title in Generators.Optional(Generators.Some)
        select (Annotation)new UrlCitation(url) { Title = title, Extensions = Kept(("cited_text", "\"x\""), ("encrypted_index", "\"e\"")) },
        from text in Generators.Text
        from title in Generators.Optional(Generators.Some)
        from unit in Gen.Elements(CitationUnit.Character, CitationUnit.Page, CitationUnit.Block)
        from start in Gen.Choose(0, 100)
        select (Annotation)new DocumentCitation { CitedText = text, Document = 1, Title = title, Unit = unit, Start = start, End = start + 2 });

    private static readonly Gen<MediaSource> Media = Gen.OneOf(
        Generators.Text.Select(path => (MediaSource)new MediaUrl("https://example.org/" + path)),
        Generators.Some.Select(id => (MediaSource)new MediaFile(id)));

    private static readonly Gen<Part> Text =
        from text in Generators.Some
        from cache in Cache
        from unknown in Unknown("x/y~z")
        select (Part)new TextPart(text) { Cache = cache, Extensions = unknown };

    private static readonly Gen<Part> Picture =
        from source in Gen.OneOf(Media, Gen.Constant<MediaSource>(new MediaInline("image/png", "aGVsbG8=")))
        from cache in Cache
        select (Part)new ImagePart(source) { Cache = cache };

    private static readonly Gen<Part> Document =
        from source in Gen.OneOf(Media, Gen.Elements("application/pdf", "text/plain").Select(type => (MediaSource)new MediaInline(type, "aGVsbG8=")))
        from title in Generators.Optional(Generators.Some)
        from cache in Cache
        from unknown in Unknown("citations")
        select (Part)new FilePart(source) { Name = title, Cache = cache, Extensions = unknown };

    private static readonly Gen<Part> Other =
        Gen.Constant<Part>(new OtherPart("anthropic", "search_result", """{"type":"search_result","source":"s","title":"t","content":[]}"""));

    private static readonly Gen<Part> Cited =
        from text in Generators.Some
        from citations in Citation.ListOf(2)
        select (Part)new TextPart(text) { Annotations = [.. citations] };

    private static readonly Gen<Part> Thought = Gen.OneOf(
        Generators.Some.Two().Select(pair => (Part)new ReasoningPart(pair.Item1) { Signature = pair.Item2 }),
        Generators.Some.Select(data => (Part)new ReasoningPart("") { Opaque = data }));

    private static readonly Gen<Part> Call =
        from id in Id
        from name in Generators.Some
        from arguments in Json
        from cache in Cache
        from unknown in Unknown("caller")
        select (Part)new ToolCallPart(id, name, arguments) { Cache = cache, Extensions = unknown };

    private static readonly Gen<Part> Signed = Call.SelectMany(_ => Generators.Some, (call, signature) => call with { Signature = signature });

    private static readonly Gen<Part> Result =
        from id in Id
        from content in Gen.OneOf(Text, Picture).ListOf()
        from failed in Generators.Maybe(Flag)
        from cache in Cache
        select (Part)new ToolResultPart(id, [.. content]) { IsError = failed, Cache = cache };

    private static readonly Gen<Message> Asked = Gen.OneOf(Text, Picture, Document, Other).NonEmptyListOf().Select(parts => new Message(Role.User, [.. parts]));

    private static readonly Gen<Message> Said = Gen.OneOf(Text, Cited, Thought, Call, Other).NonEmptyListOf().Select(parts => new Message(Role.Assistant, [.. parts]));

    private static readonly Gen<Message[]> Turn =
        from asked in Asked
        from said in Said
        from results in Result.NonEmptyListOf()
        from unknown in Unknown("later")
        from more in Flag
        select more
            ? new[] { asked, said, new Message(Role.Tool, [.. results]), asked, said with { Extensions = unknown } }
            : [asked, said, new Message(Role.Tool, [.. results]), said];

    private static readonly Gen<Tool> Tools = Gen.OneOf(
        from name in Generators.Some
        from description in Generators.Optional(Generators.Text)
        from strict in Generators.Maybe(Flag)
        from cache in Cache
        from unknown in Unknown("input_examples")
        select (Tool)new FunctionTool(name)
        {
            Description = description, Parameters = """{"type":"object","properties":{"a":{"type":"number"}}}""", Strict = strict, Cache = cache, Extensions = unknown,
        },
        Gen.Constant<Tool>(new OtherTool("anthropic", "web_search_20250305", """{"type":"web_search_20250305","name":"web_search"}""")));

    private static readonly Gen<ToolChoice> Choice = Gen.OneOf(
        Gen.Elements(ToolChoice.Auto, ToolChoice.Required), Generators.Some.Select(name => (ToolChoice)new NamedToolChoice(name)));

    private static readonly Gen<ResponseFormat?> Format = Gen.OneOf(
        Gen.Constant<ResponseFormat?>(null),
        Gen.Constant<ResponseFormat?>(new OtherFormat("anthropic", "regex", """{"type":"regex","pattern":"x"}""")),
        Json.Select(schema => (ResponseFormat?)new JsonSchemaFormat("response") { Schema = schema }));

    public static readonly Gen<Finish> Finished = Gen.Elements(
        new Finish(FinishReason.Stop), new Finish(FinishReason.Stop, "stop_sequence"), new Finish(FinishReason.Length), new Finish(FinishReason.Length, "model_context_window_exceeded"),
        new Finish(FinishReason.ToolCalls), new Finish(FinishReason.Refusal), new Finish(FinishReason.Other, "pause_turn"));

    public static readonly Gen<TokenUsage> Usage =
        from counts in Gen.Choose(0, 1_000_000).ArrayOf(4)
        select new TokenUsage { Input = counts[0] + counts[1] + counts[2], CachedInput = counts[1], CacheWriteInput = counts[2], Output = counts[3], Reasoning = counts[3] / 2 };

    public static readonly Gen<ChatInput> Conversation =
        from system in Generators.Optional(Text.NonEmptyListOf().Select(parts => new Message(Role.System, [.. parts])))
        from turns in Turn.ListOf(2)
        from tools in Tools.ListOf()
        from choice in Choice
        from parallel in Generators.Maybe(Flag)
        from format in Format
        from numbers in Generators.Maybe(Gen.Choose(0, 1000).Select(n => n / 1000.0)).ArrayOf(2)
        from topK in Generators.Maybe(Gen.Choose(0, 500))
        from most in Gen.Choose(2048, 100_000)
        from stop in Generators.Some.ListOf()
        from user in Generators.Optional(Generators.Some)
        from unknown in Gen.OneOf(Unknown("service_tier"), Unknown("metadata/x"), Unknown("output_config/y"), Unknown("thinking", """{"type":"between_tools"}"""))
        select new ChatInput
        {
            Messages = [.. system is null ? [] : new[] { system }, .. turns.SelectMany(turn => turn)],
            Tools = [.. tools], ToolChoice = tools.Count > 0 ? choice : null, ParallelToolCalls = tools.Count > 0 ? parallel : null, ResponseFormat = format,
            Sampling = new Sampling { Temperature = numbers[0], TopP = numbers[1], TopK = topK }, MaxOutputTokens = most, Stop = [.. stop], User = user,
            Extensions = unknown,
        };

    public static readonly Gen<ChatOutput> Output =
        from parts in Gen.OneOf(Text, Cited, Thought, Call, Signed, Other, Generators.Some.Select(text => (Part)new ReasoningPart(text))).ListOf()
        from finish in Generators.Maybe(Finished)
        from sequence in Generators.Optional(Generators.Some)
        from id in Generators.Some
        from model in Generators.Some
        from usage in Usage
        from unknown in Unknown("container")
        let calls = parts.Any(part => part is ToolCallPart)
        let reason = calls && finish is { Reason: FinishReason.Stop } ? new Finish(FinishReason.ToolCalls) : finish
        select new ChatOutput([new ChatChoice(0, new Message(Role.Assistant, [.. parts]))
        {
            Finish = sequence is not null && reason is { Reason: FinishReason.Stop } ? new Finish(FinishReason.Stop) : reason,
            StopSequence = reason is { Reason: FinishReason.Stop } ? sequence : null,
        }])
        {
            Id = id, Model = model, Usage = usage, Extensions = unknown,
        };

    /// <summary>A stream as its reader gives it: the start with what the question took, blocks one after the other, the reason and the usage.</summary>
    public static readonly Gen<List<ChatChunk>> Stream =
        from id in Generators.Some
        from begin in Usage
        from blocks in Blocks.ListOf()
        from finish in Finished
        from usage in Usage
        let calls = blocks.Any(block => block[0] is ToolCallChunk)
        select new List<ChatChunk>(
        [
            new StartChunk { Id = id, Model = "m" },
            new UsageChunk(begin with { Reasoning = 0 }),
            .. Numbered(blocks),
            new FinishChunk(calls && finish.Reason == FinishReason.Stop ? new Finish(FinishReason.ToolCalls) : finish),
            new UsageChunk(usage),
        ]);

    private static Gen<List<ChatChunk>> Blocks => Gen.OneOf(
        Generators.Some.NonEmptyListOf().Select(texts => texts.Select(text => (ChatChunk)new TextChunk(text)).ToList()),
        Generators.Some.Two().Select(pair => new List<ChatChunk> { new TextChunk(pair.Item1), new AnnotationChunk(new DocumentCitation { CitedText = pair.Item2, Document = 0, Start = 1, End = 2 }) }),
        Generators.Some.Three().Select(three => new List<ChatChunk> { new ReasoningChunk(three.Item1), new ReasoningChunk(three.Item2), new ReasoningChunk("") { Signature = three.Item3 } }),
        Generators.Some.Select(data => new List<ChatChunk> { new ReasoningChunk("") { Opaque = data } }),
        Generators.Some.Two().Select(pair => new List<ChatChunk> { new ToolCallChunk(0, "toolu_1", pair.Item1), new ArgumentsChunk(0, pair.Item2), new ArgumentsChunk(0, "}") }),
        Gen.Constant(new List<ChatChunk> { new PartChunk(new OtherPart("anthropic", "server_tool_use", """{"type":"server_tool_use","id":"srv_1","name":"web_search","input":{"query":"x"}}""")) }));

    private static IEnumerable<ChatChunk> Numbered(IEnumerable<List<ChatChunk>> blocks)
    {
        var calls = -1;
        foreach (var chunk in blocks.SelectMany(block => block))
        {
            calls += chunk is ToolCallChunk ? 1 : 0;
            yield return chunk switch
            {
                ToolCallChunk call => call with { Call = calls },
                ArgumentsChunk arguments => arguments with { Call = calls },
                _ => chunk,
            };
        }
    }

    private static Gen<Extensions> Unknown(string name, string? value = null) => Gen.Frequency(
        (4, Gen.Constant(Extensions.None)),
        (1, (value is null ? Json : Gen.Constant(value)).Select(json => Kept((name.Contains('~') ? name.Replace("~", "~0").Replace("/", "~1") : name, json)))));

    private static Extensions Kept(params ReadOnlySpan<(string Name, string Json)> members)
    {
        List<KeyValuePair<string, string>> kept = [];
        foreach (var (name, json) in members)
        {
            kept.Add(new(name, json));
        }

        return new Extensions(AnthropicDialect.Name, kept);
    }
}
