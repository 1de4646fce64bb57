using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.Grid;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Recordings;

/// <summary>
/// Every recorded exchange, read by its provider's codec, written back and read again, means the same. That nothing is lost between the bytes
/// and the meaning is each dialect's own test of its recordings.
/// </summary>
public sealed partial class RecordedExchangeTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Every_recorded_exchange_is_read_and_written_back_or_stands_on_the_list()
    {
        var (exact, opaque, excepted, inOtherForm) = (0, 0, 0, 0);
        List<string> wrong = [];
        foreach (var at in ExchangeStore.Load(SharedData.Path("exchanges")).All)
        {
            if (RecordedExceptions.WithoutCodec(at) is not null)
            {
                Assert.Null(RecordedDialect.Of(at));
                excepted++;
                continue;
            }

            var dialect = RecordedDialect.Of(at);
            Assert.True(dialect is not null, $"{at.Id} {at.Provider} {at.Path} has no codec and no reason.");
            try
            {
                var found = dialect.IsOpaque ? await OpaqueAsync(dialect, at) : await CanonicalAsync(dialect, at);
                var stated = found.Count(what => RecordedExceptions.OtherForm(at, what[..Math.Max(what.IndexOf(" is ", StringComparison.Ordinal), 0)]) is not null);
                inOtherForm += stated > 0 ? 1 : 0;
                wrong.AddRange(found.Count > stated ? found.Select(what => $"{at.Id} {at.Provider} {at.Path} {at.Status}: {what}") : []);
            }
            catch (Exception exception)
            {
                wrong.Add($"{at.Id} {at.Provider} {at.Path} {at.Status}: {exception}");
            }

            (exact, opaque) = (exact + (dialect.IsOpaque ? 0 : 1), opaque + (dialect.IsOpaque ? 1 : 0));
        }

        output.WriteLine($"{exact} read and written back, {inOtherForm} of them in a stated other form, {opaque} byte for byte, {excepted} without a codec");
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n" + string.Join("\n", wrong));
        Assert.Equal((156, 17, 8, 3), (exact, opaque, excepted, inOtherForm));
    }

    // What crosses untouched: but for the model's name, which is put back here.
    private static async Task<List<string>> OpaqueAsync(RecordedDialect dialect, Exchange at)
    {
        List<string> wrong = [];
        if (at.RequestBody.Length > 0 && at.RequestBody[0] == '{' && !dialect.Forward(at.RequestBody, at.Model ?? "m").AsSpan().SequenceEqual(at.RequestBody))
        {
            wrong.Add("the request's bytes are not the client's: " + Encoding.UTF8.GetString(dialect.Forward(at.RequestBody, at.Model ?? "m")));
        }

        var type = at.ResponseHeaders.GetValueOrDefault("content-type");
        var raw = at.Stream ? (await dialect.ReadStreamAsync(at.ResponseBody, type, 7)).Raw : dialect.ReadAnswer(at.ResponseBody, type)?.Raw;
        if (raw?.AsSpan().SequenceEqual(at.ResponseBody) != true)
        {
            wrong.Add("the answer's bytes are not the provider's.");
        }

        return wrong;
    }

    private static async Task<List<string>> CanonicalAsync(RecordedDialect dialect, Exchange at)
    {
        List<string> wrong = [];
        var (input, refused) = dialect.ReadRequest(Compact(at.RequestBody));
        if (input is null)
        {
            // A request that the provider refused too is none that has to come back.
            wrong.AddRange(at.Status is 400 ? [] : [$"its request is refused: {refused?.Message}"]);
        }
        else
        {
            var request = dialect.WriteRequest(input, at.Stream, at.Model ?? "m");
            var (again, _) = dialect.ReadRequest(GridRun.Joined(request.Body).ToArray());
            if (request.Losses.Count > 0 || request.Losses.Refused is not null)
            {
                wrong.Add($"its request loses {string.Join(", ", request.Losses.Names)} {request.Losses.Refused}");
            }

            Compare("its request", Shape.Of(input), Shape.Of(again), wrong);
        }

        var type = at.ResponseHeaders.GetValueOrDefault("content-type");
        if (at.Status >= 400)
        {
            var fault = dialect.Provider.ReadFault(at.ResponseBody, type, at.Status);
            var written = dialect.Provider.ReadFault(dialect.WriteError(fault), "application/json", at.Status);
            Compare("its error", fault.Message, written.Message, wrong);
            if (fault.Provider is { } kept)
            {
                // Where Penstock's own credentials are refused, that is not the client's to see.
                Compare("its error's bytes", Encoding.UTF8.GetString(at.ResponseBody), Encoding.UTF8.GetString(kept.Body.Span), wrong);
            }
        }
        else if (!at.Stream)
        {
            var read = dialect.ReadAnswer(Compact(at.ResponseBody), type);
            var written = dialect.ReadAnswer(dialect.WriteAnswer(read!.Value.Output!, input), "application/json");
            Compare("its answer", Meaning(read.Value.Output!), Meaning(written!.Value.Output!), wrong);
            Compare("its bytes", Encoding.UTF8.GetString(Compact(at.ResponseBody)), Encoding.UTF8.GetString(read.Value.Raw), wrong);
        }
        else
        {
            await StreamAsync(dialect, at, type, wrong);
        }

        return wrong;
    }

    private static async Task StreamAsync(RecordedDialect dialect, Exchange at, string? type, List<string> wrong)
    {
        var body = at.ResponseBody.AsSpan().TrimStart(" \r\n"u8).StartsWith("["u8) ? Compact(at.ResponseBody) : at.ResponseBody;
        var whole = await dialect.ReadStreamAsync(body, type, 65536);
        var said = Meaning(AnswerChunks.Together(whole.Frames.SelectMany(chunks => chunks)));
        foreach (var size in (int[])[7, 1])
        {
            var pieces = await dialect.ReadStreamAsync(body, type, size);
            Compare($"its pieces of {size}", said, Meaning(AnswerChunks.Together(pieces.Frames.SelectMany(chunks => chunks))), wrong);
            Compare($"the end of pieces of {size}", $"{FrameKind.Terminal} {whole.Usage}", $"{pieces.End} {pieces.Usage}", wrong);
        }

        var written = await dialect.ReadStreamAsync(dialect.WriteStream(whole.Frames), dialect.Protocol.StreamContentType, 65536);
        Compare("its stream", said, Meaning(AnswerChunks.Together(written.Frames.SelectMany(chunks => chunks))), wrong);
        Compare("its stream's usage", $"{whole.Usage}", $"{written.Usage}", wrong);
    }

    // White space between the members of what is kept as JSON means nothing.
    private static byte[] Compact(byte[] json) => json.Length == 0 ? json : JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse(json), s_plain);

    // What a client could tell apart: not the name of the model, which is the public one, nor ids and times that Penstock makes where there are none.
    private static string Meaning(CallOutput output) => MadeIds().Replace(Shape.Of(output switch
    {
        ChatOutput chat => chat with { Id = null, Created = null, Model = null, Extensions = Extensions.None },
        EmbeddingOutput embeddings => embeddings with { Model = null },
        RerankOutput order => order with { Id = null, Model = null },
        _ => output,
    }), "rs");

    // DIALECT: the items of a response have ids; those of its reasoning are made anew.
    [GeneratedRegex("\"rs_[0-9a-f]+\"")]
    private static partial Regex MadeIds();

    private static void Compare(string what, string expected, string actual, List<string> wrong)
    {
        if (expected != actual)
        {
            var at = 0;
            while (at < expected.Length && at < actual.Length && expected[at] == actual[at])
            {
                at++;
            }

            wrong.Add($"{what} is another at {at}: «{Around(expected, at)}» became «{Around(actual, at)}»");
        }
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)].ReplaceLineEndings(" ");
}
