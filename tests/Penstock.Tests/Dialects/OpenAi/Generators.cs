using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Tests.Dialects.OpenAi;

/// <summary>What conversations, answers and embeddings are made of, in the forms that this dialect can carry.</summary>
internal static class Generators
{
    private static readonly Gen<char> Letter = Gen.Frequency(
        (6, Gen.Choose('a', 'z').Select(c => (char)c)),
        (2, Gen.Elements('"', '\\', '\n', '\r', '\0', '\t', '/', '<', '\u2028', '\u007f', '\ufeff')),
        (1, Gen.Choose(0xA0, 0xD7FF).Select(c => (char)c)));

    public static readonly Gen<string> Text = Gen.Frequency(
        (8, Letter.ArrayOf().Select(letters => new string(letters))),
        (1, Gen.Elements("😀 family 👨‍👩‍👧", "data: x\n\ndata: [DONE]\n\n", "null", "{\"a\":1}")));

    public static readonly Gen<string> Some = Text.Select(text => text + "x");

    private static readonly Gen<string> Json =
        Gen.Elements("{}", """{"type":"object","properties":{"a":{"type":["string","null"]}}}""", """{"a":[1,2.50,1e3,null,true,"\u00e9"]}""");

    private static readonly Gen<double> Number = Gen.Choose(-4000, 4000).Select(n => n / 1000.0);

    private static readonly Gen<bool> Flag = Gen.Elements(true, false);

    public static readonly Gen<Extensions> Unknown = Gen.Frequency(
        (4, Gen.Constant(Extensions.None)),
        (1, Gen.Elements("cache_control", "x/y~z", "ünknown").Two().Where(names => names.Item1 != names.Item2).SelectMany(
            names => Json.Two(),
            (names, json) => new Extensions("openai", [new(Escaped(names.Item1), json.Item1), new(Escaped(names.Item2), json.Item2)]))));

    public static readonly Gen<DateTimeOffset> Time = Gen.Choose(0, int.MaxValue).Select(s => DateTimeOffset.FromUnixTimeSeconds(s));

    public static readonly Gen<TokenUsage> Usage =
        from counts in Gen.Choose(0, 1_000_000).ArrayOf(7)
        select new TokenUsage
        {
            Input = counts[0], Output = counts[1], CachedInput = counts[2], CacheWriteInput = counts[3],
            Reasoning = counts[4], AudioInput = counts[5], AudioOutput = counts[6],
        };

    public static readonly Gen<Finish> Finished = 
        Gen.Elements(FinishReason.Stop, FinishReason.Length, FinishReason.ToolCalls, FinishReason.ContentFilter).Select(reason => new Finish(reason));

    public static readonly Gen<LogProbs> Probabilities =
        from content in Gen.ListOf(Token(Gen.ListOf(Token(Gen.Constant(new List<TokenLogProb>())), 2).Select(list => list.ToList())), 2)
        from refusal in Optional(Gen.ListOf(Token(Gen.Constant(new List<TokenLogProb>())), 1))
        select new LogProbs { Content = [.. content], Refusal = refusal is null ? null : [.. refusal] };

    public static readonly Gen<Annotation> Remark = Gen.OneOf(
        Gen.Constant<Annotation>(new OtherAnnotation("openai", "file_citation", """{"type":"file_citation","file_citation":{"file_id":"f"}}""")),
        from url in Some
        from title in Optional(Text)
        from start in Gen.Choose(0, 100)
        from unknown in Unknown
        select (Annotation)new UrlCitation(url) { Title = title, Start = start, End = start + 5, Extensions = unknown });

    public static readonly Gen<ToolCallPart> Call =
        from id in Text
        from name in Some
        from arguments in Gen.OneOf(Json, Text)
        from freeForm in Flag
        from unknown in Unknown
        select new ToolCallPart(id, name, arguments) { FreeForm = freeForm, Extensions = unknown };

    private static readonly Gen<MediaSource> Picture = Gen.OneOf(
        Text.Select(path => (MediaSource)new MediaUrl("https://example.org/" + path)),
        Gen.Elements("image/png", "", "image/svg+xml").Select(type => (MediaSource)new MediaInline(type, "aGVsbG8=")));

    private static readonly Gen<MediaSource> Document = Gen.OneOf(
        Some.Select(id => (MediaSource)new MediaFile(id)),
        Gen.Elements("application/pdf", null).Select(type => (MediaSource)new MediaInline(type, "aGVsbG8=")));

    private static readonly Gen<Part> Content = Gen.OneOf(
        from text in Text from unknown in Unknown select (Part)new TextPart(text) { Extensions = unknown },
        from source in Picture
        from detail in Gen.Elements("low", "high", null)
        from unknown in Unknown
        select (Part)new ImagePart(source) { Detail = detail, Extensions = unknown },
        from type in Gen.Elements("audio/wav", "audio/mpeg", "audio/flac")
        from unknown in Unknown
        select (Part)new AudioPart(new MediaInline(type, "aGVsbG8=")) { Extensions = unknown },
        from source in Document
        from name in Optional(Text)
        from unknown in Unknown
        select (Part)new FilePart(source) { Name = name, Extensions = unknown },
        Gen.Constant<Part>(new OtherPart("openai", "video_url", """{"type":"video_url","video_url":{"url":"https://example.org"}}""")));

    private static readonly Gen<Message> Said =
        from role in Gen.Elements(Role.System, Role.Developer, Role.User)
        from parts in Content.ListOf()
        from name in Optional(Some)
        from unknown in Unknown
        select new Message(role, [.. parts]) { Name = name, Extensions = unknown };

    private static readonly Gen<Message> Answered =
        from id in Text
        from name in Optional(Some)
        from texts in Gen.OneOf(Text.Select(text => new[] { text }), Text.ArrayOf(2))
        from unknown in Unknown
        select new Message(Role.Tool, [new ToolResultPart(id, [.. texts.Select(text => new TextPart(text))]) { Name = name, Extensions = unknown }]);

    private static readonly Gen<Message> Assistant =
        from reasoning in Optional(Some)
        from texts in Gen.OneOf(Text.ArrayOf(0), Text.ArrayOf(1), Text.ArrayOf(2))
        from refusal in Optional(Text)
        from audio in Optional(Some)
        from calls in Call.ListOf()
        from name in Optional(Some)
        from unknown in Unknown
        select new Message(Role.Assistant, Parts(reasoning, texts, refusal, audio is null ? null : new AudioPart(new MediaFile(audio)), calls))
        {
            Name = name,
            Extensions = unknown,
        };

    private static readonly Gen<Message> Answer =
        from reasoning in Optional(Some)
        from texts in Gen.OneOf(Text.ArrayOf(0), Text.ArrayOf(1))
        from refusal in Optional(Text)
        from remarks in Remark.ListOf()
        from id in Optional(Text)
        from transcript in Optional(Text)
        from expires in Time
        from spoken in Flag
        from calls in Call.ListOf()
        from unknown in Unknown
        let audio = new AudioPart(new MediaInline(null, "aGVsbG8=")) { Id = id, Transcript = transcript, ExpiresAt = expires }
        let parts = Parts(reasoning, texts, refusal, spoken ? audio : null, calls)
        select new Message(Role.Assistant, [.. parts.Select(part => part is TextPart text ? text with { Annotations = [.. remarks] } : part)])
        {
            Extensions = unknown,
        };

    private static readonly Gen<Tool> Tools = Gen.OneOf(
        from name in Some
        from description in Optional(Text)
        from parameters in Optional(Json)
        from strict in Gen.Elements<bool?>(null, true, false)
        from unknown in Unknown
        select (Tool)new FunctionTool(name) { Description = description, Parameters = parameters, Strict = strict, Extensions = unknown },
        Gen.Constant<Tool>(new OtherTool("openai", "custom", """{"type":"custom","custom":{"name":"sql"}}""")));

    private static readonly Gen<ToolChoice?> Choices = Gen.OneOf(
        Gen.Elements(null, ToolChoice.Auto, ToolChoice.None, ToolChoice.Required),
        Some.Select(name => (ToolChoice?)new NamedToolChoice(name)),
        Gen.Constant<ToolChoice?>(new OtherToolChoice("openai", """{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}""")));

    private static readonly Gen<ResponseFormat?> Formats = Gen.OneOf(
        Gen.Elements<ResponseFormat?>(null, new TextFormat(), new JsonObjectFormat(), new OtherFormat("openai", "grammar", """{"type":"grammar","grammar":"x"}""")),
        from name in Some
        from schema in Optional(Json)
        from description in Optional(Text)
        from strict in Gen.Elements<bool?>(null, true, false)
        from unknown in Unknown
        select (ResponseFormat?)new JsonSchemaFormat(name) { Schema = schema, Description = description, Strict = strict, Extensions = unknown });

    private static readonly Gen<Sampling> Draw =
        from numbers in Maybe(Number).ArrayOf(4)
        from topK in Maybe(Gen.Choose(0, 100))
        from seed in Maybe(Gen.Choose(int.MinValue, int.MaxValue))
        from bias in Optional(Number.Select(value => new Dictionary<string, double> { ["50256"] = value }))
        select new Sampling
        {
            Temperature = numbers[0], TopP = numbers[1], FrequencyPenalty = numbers[2], PresencePenalty = numbers[3],
            TopK = topK, Seed = seed * 4_000_000_000L, LogitBias = bias,
        };

    public static readonly Gen<ChatInput> Conversation =
        from messages in Gen.OneOf(Said, Answered, Assistant).ListOf()
        from tools in Tools.ListOf()
        from choice in Choices
        from format in Formats
        from draw in Draw
        from effort in Gen.Elements("low", "minimal", null)
        from numbers in Maybe(Gen.Choose(0, 100_000)).ArrayOf(3)
        from flags in Maybe(Flag).ArrayOf(2)
        from stop in Text.ListOf()
        from user in Optional(Text)
        from metadata in Optional(Text.Select(value => new Dictionary<string, string> { ["k"] = value, ["ü"] = "" }))
        from unknown in Unknown
        select new ChatInput
        {
            Messages = [.. messages], Tools = [.. tools], ToolChoice = choice, ResponseFormat = format, Sampling = draw,
            Reasoning = new ReasoningOptions { Effort = effort }, MaxOutputTokens = numbers[0], ChoiceCount = numbers[1],
            TopLogProbs = numbers[2], ParallelToolCalls = flags[0], LogProbs = flags[1], Stop = [.. stop], User = user,
            Metadata = metadata, Extensions = unknown,
        };

    public static readonly Gen<ChatOutput> Output =
        from messages in Answer.ArrayOf()
        from finish in Maybe(Finished)
        from logProbs in Optional(Probabilities)
        from id in Some
        from created in Time
        from model in Text
        from usage in Maybe(Usage)
        from unknown in Unknown
        select new ChatOutput([.. messages.Select((message, i) => new ChatChoice(i, message) { Finish = finish, LogProbs = logProbs, Extensions = unknown })])
        {
            Id = id, Created = created, Model = model, Usage = usage, Extensions = unknown,
        };

    public static Gen<T?> Optional<T>(Gen<T> some)
        where T : class => Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    public static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct => Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    private static Gen<TokenLogProb> Token(Gen<List<TokenLogProb>> top) =>
        from token in Text
        from number in Number
        from bytes in Optional(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf())
        from likely in top
        select new TokenLogProb(token, number) { Bytes = bytes, Top = likely };

    private static List<Part> Parts(string? reasoning, string[] texts, string? refusal, AudioPart? audio, IEnumerable<ToolCallPart> calls) =>
    [
        .. reasoning is null ? [] : new Part[] { new ReasoningPart(reasoning) },
        .. texts.Select(text => new TextPart(text)),
        .. refusal is null ? [] : new Part[] { new RefusalPart(refusal) },
        .. audio is null ? [] : new Part[] { audio },
        .. calls,
    ];

    private static string Escaped(string name) => name.Replace("~", "~0").Replace("/", "~1");
}
