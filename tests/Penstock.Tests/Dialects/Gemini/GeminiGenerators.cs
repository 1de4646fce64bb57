using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.OpenAi;

namespace Penstock.Tests.Dialects.Gemini;

/// <summary>What conversations, answers and embeddings are made of, in the forms that this dialect can carry.</summary>
internal static class GeminiGenerators
{
    private static readonly Gen<string> Text = Generators.Text;
    private static readonly Gen<string> Some = Generators.Some;
    private static readonly Gen<string?> Signature = Gen.Elements(null, null, "c2ln", "Et0BCtoBAXLI2nwMB4mo", "skip_thought_signature_validator");

    private static readonly Gen<string> Object =
        Gen.Elements("{}", """{"type":"object","properties":{"a":{"type":["string","null"]}}}""", """{"a":[1,2.50,1e3,null,true,"\u00e9"]}""", """{ "output" : "x", "b":1 }""");

    private static readonly Gen<double> Number = Gen.Choose(-4000, 4000).Select(n => n / 1000.0);

    private static readonly Gen<bool> Flag = Gen.Elements(true, false);

    public static readonly Gen<Extensions> Unknown = Gen.Frequency(
        (4, Gen.Constant(Extensions.None)),
        (1, from name in Gen.Elements("labels", "x~1y~0z", "ünknown") from json in Object select new Extensions("gemini", [new(name, json)])));

    private static readonly Gen<Part> Said = Gen.OneOf(
        from text in Text from signature in Signature from unknown in Unknown select (Part)new TextPart(text) { Signature = signature, Extensions = unknown },
        from type in Gen.Elements("image/png", "image/webp") from unknown in Unknown select (Part)new ImagePart(new MediaInline(type, "aGVsbG8=")) { Extensions = unknown },
        Gen.Constant<Part>(new AudioPart(new MediaInline("audio/wav", "aGVsbG8="))),
        Gen.Elements("application/pdf", "video/mp4").Select(type => (Part)new FilePart(new MediaInline(type, "aGVsbG8="))),
        Gen.Elements<Part>(
            new ImagePart(new MediaUrl("https://example.org/a.png?b=c")),
            new FilePart(new MediaFile("gs://bucket/a.pdf")),
            new FilePart(new MediaUrl("https://www.youtube.com/watch?v=1")),
            new ImagePart(new MediaFile("https://generativelanguage.googleapis.com/v1beta/files/1")) { Extensions = new Extensions("gemini", [new("fileData/mimeType", "\"image/png\"")]) }),
        Gen.Constant<Part>(new OtherPart("gemini", "executableCode", """{"executableCode":{"language":"PYTHON","code":"1"}}""")));

    private static readonly Gen<Part> Thought = from text in Text from signature in Signature select (Part)new ReasoningPart(text) { Signature = signature };

    private static readonly Gen<ToolCallPart> Call =
        from id in Some
        from name in Some
        from arguments in Object
        from signature in Signature
        from unknown in Unknown
        select new ToolCallPart(id, name, arguments) { Signature = signature, Extensions = unknown };

    private static readonly Gen<Part> Result =
        from id in Some
        from name in Some
        from text in Gen.OneOf(Text, Object, Gen.Elements("""{"output":"x"}""", """{"error":"x"}""", "{\"a\":1,\"a\":2}", "[1]"))
        from isError in Gen.Elements<bool?>(null, true)
        from picture in Gen.Elements<Part[]>([], [new ImagePart(new MediaInline("image/png", "aGVsbG8="))])
        from unknown in Unknown
        select (Part)new ToolResultPart(id, [new TextPart(text), .. picture]) { Name = name, IsError = isError, Extensions = unknown };

    // A turn of the model, and the results of its calls.
    private static readonly Gen<Message[]> Turn =
        from question in Said.NonEmptyListOf()
        from asked in Unknown
        from thoughts in Thought.ListOf()
        from said in Said.ListOf()
        from calls in Call.ListOf()
        from results in Result.NonEmptyListOf()
        from withResults in Flag
        select (Message[])
        [
            new Message(Role.User, [.. question]) { Extensions = asked },
            new Message(Role.Assistant, [.. thoughts, .. said, .. calls, new TextPart("x")]),
            .. withResults ? [new Message(Role.Tool, [.. results])] : Array.Empty<Message>(),
        ];

    private static readonly Gen<Tool> Tools = Gen.OneOf(
        from name in Some
        from description in Generators.Optional(Text)
        from parameters in Generators.Optional(Object)
        from unknown in Unknown
        select (Tool)new FunctionTool(name) { Description = description, Parameters = parameters, Extensions = unknown },
        Gen.Elements<Tool>(new OtherTool("gemini", "googleSearch", """{"googleSearch":{}}"""), new OtherTool("gemini", "code_execution", """{"code_execution":{}}""")));

    private static readonly Gen<ToolChoice?> Choices = Gen.OneOf(
        Gen.Elements(null, ToolChoice.Auto, ToolChoice.None, ToolChoice.Required),
        Some.Select(name => (ToolChoice?)new NamedToolChoice(name)),
        Gen.Constant<ToolChoice?>(new OtherToolChoice("gemini", """{"mode":"ANY","allowedFunctionNames":["a","b"]}""")));

    private static readonly Gen<ResponseFormat?> Formats = Gen.OneOf(
        Gen.Elements<ResponseFormat?>(
            null, new TextFormat(), new JsonObjectFormat(), new OtherFormat("gemini", "text/x.enum", """{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING"}}""")),
        Object.Select(schema => (ResponseFormat?)new JsonSchemaFormat("response") { Schema = schema }));

    private static readonly Gen<ReasoningOptions> Thinking = Gen.OneOf(
        Gen.Elements(null, "none", "minimal", "low", "medium", "high").Select(effort => new ReasoningOptions { Effort = effort }),
        Gen.Choose(1, 30000).Select(budget => new ReasoningOptions { BudgetTokens = budget }));

    private static readonly Gen<Extensions> Configured = Gen.Frequency(
        (3, Gen.Constant(Extensions.None)),
        (1, from json in Object select new Extensions("gemini",
            [new("safetySettings", "[]"), new("toolConfig/retrievalConfig", json), new("generationConfig/speechConfig", json), new("generationConfig/thinkingConfig/includeThoughts", "false")])));

    public static readonly Gen<ChatInput> Conversation =
        from system in Generators.Optional(Said.NonEmptyListOf())
        from turns in Turn.ListOf()
        from tools in Tools.ListOf()
        from choice in Choices
        from format in Formats
        from numbers in Generators.Maybe(Number).ArrayOf(4)
        from counts in Generators.Maybe(Gen.Choose(0, 100_000)).ArrayOf(5)
        from thinking in Thinking
        from stop in Text.ListOf()
        from logProbs in Generators.Maybe(Flag)
        from configured in Configured
        select new ChatInput
        {
            Messages = [.. system is null ? [] : new[] { new Message(Role.System, [.. system]) }, .. turns.SelectMany(turn => turn)],
            Tools = [.. tools], ToolChoice = choice, ResponseFormat = format, Reasoning = thinking, MaxOutputTokens = counts[0], ChoiceCount = counts[1],
            TopLogProbs = counts[2], LogProbs = logProbs, Stop = [.. stop],
            Sampling = new Sampling { Temperature = numbers[0], TopP = numbers[1], FrequencyPenalty = numbers[2], PresencePenalty = numbers[3], TopK = counts[3], Seed = counts[4] },
            Extensions = configured.Count > 0 && thinking is { Effort: null or "none", BudgetTokens: null } ? new Extensions("gemini", configured.Take(3)) : configured,
        };

    public static readonly Gen<TokenUsage> Usage =
        from counts in Gen.Choose(0, 1_000_000).ArrayOf(6)
        select new TokenUsage
        {
            Input = counts[0] + counts[3], Output = counts[1] + counts[2] + counts[4], Reasoning = counts[2], CachedInput = counts[3], AudioOutput = counts[4], AudioInput = Math.Min(counts[0], counts[5]),
        };

    private static readonly Gen<LogProbs> Probabilities =
        from tokens in (from token in Text from number in Number from top in Text.ListOf() select new TokenLogProb(token, number) { Top = [.. top.Select(t => new TokenLogProb(t, -1))] }).NonEmptyListOf()
        select new LogProbs { Content = [.. tokens] };

    public static Gen<Finish> Finished(bool calls) => Gen.Elements(
        new Finish(calls ? FinishReason.ToolCalls : FinishReason.Stop), new Finish(FinishReason.Length), new Finish(FinishReason.ContentFilter), new Finish(FinishReason.ContentFilter, "SPII"),
        new Finish(FinishReason.Error, "MALFORMED_FUNCTION_CALL"), new Finish(FinishReason.Other, "LANGUAGE"));

    private static readonly Gen<ChatChoice> Choice =
        from thoughts in Thought.ListOf()
        from said in Said.ListOf()
        from calls in Call.ListOf()
        from finish in Generators.Maybe(Finished(calls.Count > 0))
        from logProbs in Generators.Optional(Probabilities)
        from unknown in Unknown
        select new ChatChoice(0, new Message(Role.Assistant, [.. thoughts, .. said, .. calls])) { Finish = finish, LogProbs = logProbs, Extensions = unknown };

    public static readonly Gen<ChatOutput> Output =
        from choices in Choice.NonEmptyListOf()
        from id in Some
        from created in Generators.Maybe(Generators.Time)
        from model in Text
        from usage in Generators.Maybe(Usage)
        from unknown in Unknown
        select new ChatOutput([.. choices.Select((choice, i) => choice with { Index = i })]) { Id = id, Created = created, Model = model, Usage = usage, Extensions = unknown };

    public static readonly Gen<EmbeddingInput> Embedding =
        from texts in Text.NonEmptyListOf()
        from dimensions in Generators.Maybe(Gen.Choose(1, 3072))
        from type in Gen.Elements(null, "search_document", "search_query", "classification", "clustering", "semantic_similarity")
        from title in Gen.Elements(Extensions.None, new Extensions("gemini", [new("title", "\"t\"")]))
        select new EmbeddingInput([.. texts.Select(text => new EmbeddingText(text))]) { Dimensions = dimensions, InputType = type, Extensions = title };

    /// <summary>Streams of one or two candidates, each with its pieces in order and its end; the usage comes last.</summary>
    public static readonly Gen<List<List<ChatChunk>>> Stream =
        from created in Generators.Maybe(Generators.Time)
        from pieces in Piece.ListOf().ListOf()
        from finishes in Finished(calls: false).ArrayOf(2)
        from usage in Usage
        select Complete(created, [.. pieces.Select(piece => piece.ToList())], finishes, usage);

    private static Gen<ChatChunk[]> Piece =>
        from choice in Gen.Choose(0, 1)
        from chunks in Gen.OneOf(
            from text in Some from signature in Signature select (ChatChunk[])[new TextChunk(text) { Signature = signature }],
            from text in Text from signature in Gen.Elements("c2ln") select (ChatChunk[])[new ReasoningChunk(text) { Signature = signature }],
            Said.Where(part => part is not TextPart).Select(part => (ChatChunk[])[new PartChunk(part)]),
            Probabilities.Select(told => (ChatChunk[])[new LogProbsChunk(told)]),
            from call in Call from pieces in Gen.Choose(1, 3) select (ChatChunk[])[new ToolCallChunk(-1, call.Id, call.Name) { Signature = call.Signature }, .. Cut(call.Arguments, pieces).Select(piece => new ArgumentsChunk(-1, piece))])
        select chunks.Select(chunk => chunk with { Choice = choice }).ToArray();

    private static IEnumerable<string> Cut(string text, int pieces) => text.Chunk((text.Length / pieces) + 1).Select(piece => new string(piece));

    private static List<List<ChatChunk>> Complete(DateTimeOffset? created, List<List<ChatChunk[]>> frames, Finish[] finishes, TokenUsage usage)
    {
        var calls = new int[2];
        List<List<ChatChunk>> all = [[.. Enumerable.Range(0, 2).Select(i => (ChatChunk)new StartChunk { Choice = i, Id = "r1", Created = created, Model = "m" })]];
        foreach (var frame in frames)
        {
            all.Add([.. frame.SelectMany(piece => Numbered(piece, calls))]);
        }

        all.Add([.. finishes.Select((finish, i) => (ChatChunk)new FinishChunk(finish is { Reason: FinishReason.Stop } && calls[i] > 0 ? new Finish(FinishReason.ToolCalls) : finish) { Choice = i })]);
        all.Add([new UsageChunk(usage)]);
        return all;
    }

    private static IEnumerable<ChatChunk> Numbered(ChatChunk[] piece, int[] calls)
    {
        var number = piece[0] is ToolCallChunk ? calls[piece[0].Choice]++ : 0;
        return piece.Select(chunk => chunk switch { ToolCallChunk call => call with { Call = number }, ArgumentsChunk more => more with { Call = number }, _ => chunk });
    }
}
