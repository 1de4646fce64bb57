using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.OpenAi;

namespace Penstock.Tests.Dialects.Bedrock;

/// <summary>What conversations and answers are made of, in the forms that this dialect can carry.</summary>
internal static class ConverseGenerators
{
    private static readonly Gen<string> Some = Generators.Some;

    private static readonly Gen<string> Json = Gen.Elements("{}", """{"a":[1,2.50,1e3,null,true,"\u00e9"]}""", """{"type":"object"}""");

    private static readonly Gen<CacheMark?> Mark = Gen.Frequency((5, Gen.Constant<CacheMark?>(null)), (1, Gen.Elements<CacheMark?>(new CacheMark(null), new CacheMark("1h"))));

    private static readonly Gen<Extensions> Unknown = Gen.Frequency(
        (4, Gen.Constant(Extensions.None)),
        (1, Json.Select(json => new Extensions("bedrock", [new("x~1y~0z", json), new("ünknown", json)]))));

    private static readonly Gen<MediaSource> Bytes = Gen.Constant<MediaSource>(new MediaInline("image/png", "aGVsbG8="));

    private static readonly Extensions PngAtOwner = new("bedrock", [new("source/s3Location/bucketOwner", "\"123\""), new("format", "\"png\"")]);

    private static readonly Gen<Annotation> Remark = Gen.OneOf(
        from unit in Gen.Elements(CitationUnit.Character, CitationUnit.Page, CitationUnit.Block)
        from text in Generators.Optional(Some)
        from title in Generators.Optional(Some)
        from place in Gen.Choose(0, 9)
        from unknown in Unknown
        select (Annotation)new DocumentCitation { Unit = unit, CitedText = text, Title = title, Document = place, Start = place, End = place + 1, Extensions = unknown },
        Some.Select(title => (Annotation)new UrlCitation("https://example.org") { Title = title, Extensions = new Extensions("bedrock", [new("location/web/domain", "\"example.org\"")]) }),
        Gen.Constant<Annotation>(new OtherAnnotation("bedrock", "citation", """{"location":{"searchResultLocation":{"start":1}}}""")));

    private static readonly Gen<Part> Text =
        from text in Some from mark in Mark from unknown in Unknown select (Part)new TextPart(text) { Cache = mark, Extensions = unknown };

    private static readonly Gen<Part> Media = Gen.OneOf(
        from source in Bytes from mark in Mark from unknown in Unknown select (Part)new ImagePart(source) { Cache = mark, Extensions = unknown },
        Gen.Constant<Part>(new ImagePart(new MediaUrl("s3://bucket/a.png")) { Extensions = PngAtOwner }),
        from type in Gen.Elements("application/pdf", "text/markdown", "text/plain")
        from name in Gen.Elements("report (2)", "a-b")
        from unknown in Unknown
        select (Part)new FilePart(new MediaInline(type, "aGVsbG8=")) { Name = name, Extensions = unknown },
        Gen.Elements("audio/mpeg", "audio/wav").Select(type => (Part)new AudioPart(new MediaInline(type, "aGVsbG8="))),
        Gen.Constant<Part>(new OtherPart("bedrock", "video", """{"video":{"format":"mp4","source":{"bytes":"aGVsbG8="}}}""")));

    private static readonly Gen<Part> Guarded = Gen.Constant<Part>(new OtherPart("bedrock", "guardContent", """{"guardContent":{"text":{"text":"x","qualifiers":["query"]}}}"""));

    private static readonly Gen<Part> Said =
        from text in Some
        from remarks in Remark.ListOf()
        from mark in Mark
        select (Part)new TextPart(text) { Annotations = [.. remarks], Cache = mark };

    private static readonly Gen<Part> Thought = Gen.OneOf(
        from text in Generators.Text
        from signature in Generators.Optional(Some)
        from unknown in Unknown
        select (Part)new ReasoningPart(text) { Signature = signature, Extensions = unknown },
        Gen.Constant<Part>(new ReasoningPart("") { Opaque = "aGlkZGVu" }));

    private static readonly Gen<Part> Call =
        from id in Some
        from name in Some
        from arguments in Gen.Frequency((5, Json), (1, Gen.Elements("{\"torn\":", "no json at all")))
        from unknown in Unknown
        select (Part)new ToolCallPart(id, name, arguments) { Extensions = unknown };

    private static readonly Gen<Part> Result =
        from id in Some
        from content in Gen.OneOf(Text, Media, Json.Select(json => (Part)new TextPart(json) { Extensions = new Extensions("bedrock", [new("json", "true")]) })).ListOf()
        from error in Gen.Elements<bool?>(null, true, false)
        from mark in Mark
        from unknown in Unknown
        select (Part)new ToolResultPart(id, [.. content]) { IsError = error, Cache = mark, Extensions = unknown };

    private static readonly Gen<Message> User = Gen.OneOf(Text, Media, Guarded).NonEmptyListOf().Select(parts => new Message(Role.User, [.. parts]));

    private static readonly Gen<Message> Tools = Result.NonEmptyListOf().Select(parts => new Message(Role.Tool, [.. parts]));

    private static readonly Gen<Message> Assistant =
        from parts in Gen.OneOf(Said, Thought, Call).NonEmptyListOf()
        from unknown in Unknown
        select new Message(Role.Assistant, [.. parts]) { Extensions = unknown };

    private static readonly Gen<List<Message>> Turns =
        from system in Generators.Optional(Gen.OneOf(Text, Guarded).NonEmptyListOf().Select(parts => new Message(Role.System, [.. parts])))
        from messages in Gen.OneOf(User, Tools, Assistant).ListOf()
        select Apart([.. system is null ? [] : new[] { system }, .. messages]);

    private static readonly Gen<Tool> Tool = Gen.OneOf(
        from name in Some
        from description in Generators.Optional(Some)
        from parameters in Json
        from strict in Gen.Elements<bool?>(null, true, false)
        from mark in Mark
        from unknown in Unknown
        select (Tool)new FunctionTool(name) { Description = description, Parameters = parameters, Strict = strict, Cache = mark, Extensions = unknown },
        Gen.Constant<Tool>(new OtherTool("bedrock", "systemTool", """{"systemTool":{"name":"nova_grounding"}}""")));

    private static readonly Gen<ToolChoice?> Choice = Gen.OneOf(
        Gen.Elements(null, ToolChoice.Auto, ToolChoice.Required), Some.Select(name => (ToolChoice?)new NamedToolChoice(name)));

    private static readonly Gen<ResponseFormat?> Format = Generators.Optional<ResponseFormat>(
        from name in Some
        from description in Generators.Optional(Some)
        from schema in Json
        select (ResponseFormat)new JsonSchemaFormat(name) { Schema = schema, Description = description });

    private static readonly Gen<ReasoningOptions> Thinking = Gen.OneOf(
        Gen.Constant(ReasoningOptions.Default), Gen.Constant(new ReasoningOptions { Effort = "none" }),
        Gen.Choose(1024, 60_000).Select(tokens => new ReasoningOptions { BudgetTokens = tokens }));

    public static readonly Gen<ChatInput> Conversation =
        from messages in Turns
        from tools in Tool.ListOf()
        from choice in Choice
        from format in Format
        from numbers in Generators.Maybe(Gen.Choose(0, 4000).Select(n => n / 1000.0)).ArrayOf(2)
        from whole in Generators.Maybe(Gen.Choose(0, 100_000)).ArrayOf(2)
        from reasoning in Thinking
        from stop in Some.ListOf()
        from metadata in Generators.Optional(Some.Select(value => new Dictionary<string, string> { ["k"] = value }))
        from json in Generators.Optional(Json)
        select new ChatInput
        {
            Messages = messages, Tools = [.. tools], ToolChoice = tools.Count == 0 ? null : choice, ResponseFormat = format,
            Sampling = new Sampling { Temperature = numbers[0], TopP = numbers[1], TopK = whole[0] }, MaxOutputTokens = whole[1], Reasoning = reasoning,
            Stop = [.. stop], Metadata = metadata,
            Extensions = json is null ? Extensions.None : new Extensions("bedrock", [new("guardrailConfig", json), new("inferenceConfig/x", json), new("additionalModelRequestFields/anthropic_beta", json)]),
        };

    public static readonly Gen<TokenUsage> Usage =
        from counts in Gen.Choose(0, 1_000_000).ArrayOf(4)
        select new TokenUsage { Input = counts[0] + counts[1] + counts[2], Output = counts[3], CachedInput = counts[1], CacheWriteInput = counts[2] };

    private static readonly Gen<Finish> Finished = Gen.OneOf(
        Gen.Elements(FinishReason.Stop, FinishReason.Length, FinishReason.ToolCalls, FinishReason.ContentFilter, FinishReason.Error).Select(reason => new Finish(reason)),
        Gen.Elements(new Finish(FinishReason.Stop, "stop_sequence"), new Finish(FinishReason.ContentFilter, "guardrail_intervened"), new Finish(FinishReason.Length, "model_context_window_exceeded")));

    public static readonly Gen<ChatOutput> Output =
        from message in Assistant
        from finish in Finished
        from usage in Usage
        from json in Json
        select new ChatOutput([new ChatChoice(0, message) { Finish = finish }])
        {
            Usage = usage, Extensions = new Extensions("bedrock", [new("metrics", json), new("trace", json), new("usage/cacheDetails", "[]")]),
        };

    private static readonly Gen<List<ChatChunk>> Said1 = Gen.OneOf(
        Some.Select(text => new List<ChatChunk> { new TextChunk(text) }),
        Remark.Select(remark => new List<ChatChunk> { new AnnotationChunk(remark) }),
        Some.Select(text => new List<ChatChunk> { new ReasoningChunk(text) }),
        Some.Select(text => new List<ChatChunk> { new ReasoningChunk("") { Signature = text } }),
        Gen.Constant(new List<ChatChunk> { new ReasoningChunk("") { Opaque = "aGk=" } }),
        from id in Some
        from name in Some
        from arguments in Some.ListOf()
        select new List<ChatChunk>([new ToolCallChunk(-1, id, name), .. arguments.Select(text => new ArgumentsChunk(-1, text))]));

    public static readonly Gen<List<ChatChunk>> Stream =
        from said in Said1.ListOf()
        from finish in Finished
        from usage in Usage
        select Numbered([new StartChunk(), .. said.SelectMany(chunks => chunks), new FinishChunk(finish), new UsageChunk(usage)]);

    // Runs of one role that the wire cannot tell apart are not made: results beside results.
    private static List<Message> Apart(List<Message> messages)
    {
        List<Message> apart = [];
        foreach (var message in messages)
        {
            if (apart.Count == 0 || message.Role != Role.Tool || apart[^1].Role != Role.Tool)
            {
                apart.Add(message);
            }
        }

        // What a user says on both sides of results is three messages; after results once more would be the fourth of one.
        return apart;
    }

    private static List<ChatChunk> Numbered(IEnumerable<ChatChunk> chunks)
    {
        var call = -1;
        return [.. chunks.Select(chunk => chunk switch
        {
            ToolCallChunk start => start with { Call = ++call },
            ArgumentsChunk arguments => arguments with { Call = call },
            _ => chunk,
        })];
    }
}
