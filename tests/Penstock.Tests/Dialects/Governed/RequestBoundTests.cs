using System.Buffers;
using System.Text;
using Penstock.Dialects;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Recordings;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Governed;

public sealed class RequestBoundTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_recorded_exchange_took_more_tokens_than_its_bound()
    {
        var (bounded, open, outputs, tightest) = (0, 0, 0, double.MaxValue);
        List<string> wrong = [];
        foreach (var at in ExchangeStore.Load(SharedData.Path("exchanges")).All)
        {
            if (at.Status != 200 || RecordedDialect.Of(at) is not { } dialect || dialect.Protocol.Scan(Pooled(at.RequestBody), dialect.Capability).Request is not { } request)
            {
                continue;
            }

            var type = at.ResponseHeaders.GetValueOrDefault("content-type");
            var usage = at.Stream ? (await dialect.ReadStreamAsync(at.ResponseBody, type, 4096)).Usage : dialect.ReadAnswer(at.ResponseBody, type)?.Usage;
            if (usage is not { } told)
            {
                continue;
            }

            using var call = CappedCall.Of(request, capability: dialect.Capability, upstream: at.Model ?? "m");
            var bound = RequestBound.Of(call, call.State.Model!.Targets[0] with { InputCosts = dialect.Provider.InputCosts(at.Model ?? "m") });
            if (bound.InputIsOpen)
            {
                open++;
            }
            else
            {
                bounded++;
                tightest = Math.Min(tightest, told.Input == 0 ? double.MaxValue : (double)bound.Input / told.Input);
                if (bound.Input < told.Input)
                {
                    wrong.Add($"{at.Id} {at.Provider} {at.Path}: input {told.Input} of {bound.Input}, {request.Measure}");
                }
            }

            if (bound.Output is { } most)
            {
                outputs++;
                if (most < told.Output)
                {
                    wrong.Add($"{at.Id} {at.Provider} {at.Path}: output {told.Output} of {most}");
                }
            }
        }

        output.WriteLine($"{bounded} inputs and {outputs} outputs within their bounds, {open} open; the tightest is {tightest:0.00} times the usage");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(bounded > 60 && outputs > 30);
    }

    [Theory]
    [InlineData("openai", """{"messages":[{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAAAA"}}]}]}""", 1, 0, 0, 0, 32)]
    [InlineData("openai", """{"messages":[{"content":[{"type":"image_url","image\u005furl":{"url":"https://a/b.png"}}]}]}""", 1, 0, 0, 0, 0)]
    [InlineData("openai", """{"messages":[{"content":[{"type":"input_audio","input_audio":{"data":"AAAAAAAAAAAAAAAA","format":"mp3"}}]}]}""", 0, 1, 0, 0, 14)]
    [InlineData("openai", """{"messages":[{"content":[{"type":"file","file":{"file_id":"f1"}},{"type":"file","file":{"file_data":"data:application/pdf;base64,AA"}}]}]}""", 0, 0, 2, 0, 0)]
    [InlineData("openai", """{"messages":[{"role":"assistant","audio":{"id":"audio_1"}}]}""", 0, 0, 1, 0, 0)]
    [InlineData("openai", """{"messages":[{"content":"data:image/png;base64,AAAA is no picture"}]}""", 0, 0, 0, 0, 0)]
    [InlineData("openai-responses", """{"input":[{"content":[{"type":"input_image","image_url":"data:image/png;base64,AA"},{"type":"input_file","file_url":"https://a/b.pdf"}]}]}""", 1, 0, 1, 0, 24)]
    [InlineData("anthropic", """{"messages":[{"content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}""", 1, 0, 0, 0, 4)]
    [InlineData("anthropic", """{"messages":[{"content":[{"type":"image","source":{"type":"url","url":"https://a"}},{"source":{"type":"url","url":"https://b"},"type":"document"}]}]}""", 1, 0, 1, 0, 0)]
    [InlineData("anthropic", """{"messages":[{"content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"all of this is text"}}]}]}""", 0, 0, 0, 0, 0)]
    [InlineData("anthropic", """{"messages":[{"content":[{"type":"tool_use","input":{"source":"here"}}]}]}""", 0, 0, 0, 0, 0)]
    [InlineData("gemini", """{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"file_data":{"mime_type":"video/mp4","file_uri":"https://a"}},{"fileData":{"fileUri":"x"}}]}]}""", 1, 0, 1, 1, 4)]
    [InlineData("bedrock", """{"messages":[{"content":[{"image":{"format":"png","source":{"bytes":"AAAA"}}},{"document":{"format":"pdf","name":"a","source":{"bytes":"AAAA"}}}]}]}""", 1, 0, 1, 0, 4)]
    [InlineData("cohere", """{"images":["data:image/png;base64,AA","data:image/png;base64,BB"]}""", 2, 0, 0, 0, 48)]
    public void What_is_no_text_is_counted_by_the_piece(string dialect, string body, int images, int sounds, int files, int videos, int bytes)
    {
        using var request = Scanned(dialect, body);

        Assert.Equal(new InputMeasure { Images = images, Sounds = sounds, Files = files, Videos = videos, MediaBytes = bytes }, request.Measure);
    }

    [Theory]
    [InlineData("openai", """{"tools":[{"type":"function","function":{"name":"a"}},{"type":"custom","custom":{}}]}""", 2, false, false)]
    [InlineData("openai", """{"web_search_options":{}}""", 0, true, false)]
    [InlineData("openai-responses", """{"tools":[{"type":"web_search"}]}""", 1, true, false)]
    [InlineData("openai-responses", """{"previous_response_id":"resp_1"}""", 0, false, true)]
    [InlineData("openai-responses", """{"prompt":{"id":"p"}}""", 0, false, true)]
    [InlineData("anthropic", """{"tools":[{"name":"a","input_schema":{}},{"type":"bash_20250124","name":"bash"}]}""", 2, false, false)]
    [InlineData("anthropic", """{"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", 1, true, false)]
    [InlineData("gemini", """{"tools":[{"functionDeclarations":[{}]}]}""", 1, false, false)]
    [InlineData("gemini", """{"tools":[{"googleSearch":{}}]}""", 1, true, false)]
    [InlineData("gemini", """{"cachedContent":"cachedContents/1"}""", 0, false, true)]
    [InlineData("bedrock", """{"toolConfig":{"tools":[{"systemTool":{"name":"nova_grounding"}}]}}""", 0, true, false)]
    public void Input_that_the_provider_adds_is_said_to_be_open(string dialect, string body, int tools, bool open, bool kept)
    {
        using var request = Scanned(dialect, body);

        Assert.Equal((tools, open, kept), (request.Measure.Tools, request.Measure.IsOpen, request.Measure.IsKept));
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(null, null, 700, 1400L)]
    [InlineData(null, 1001, 700, 1000L)]
    [InlineData(null, 1001, null, 1000L)]
    [InlineData(50, 1001, 700, 100L)]
    [InlineData(50, 1, 700, 2L)]
    [InlineData(5000, null, 700, 10000L)]
    public void The_output_is_bounded_by_the_request_else_the_model_and_never_above_the_call_s_cap(int? own, int? cap, int? model, long? most)
    {
        var request = Scanned("openai", own is null ? """{"model":"m","n":2}""" : $$"""{"model":"m","n":2,"max_tokens":{{own}}}""");
        using var call = CappedCall.Of(request, cap, modelMax: model);

        Assert.Equal(most, RequestBound.Of(call, call.State.Model!.Targets[0]).Output);
    }

    [Fact]
    public void A_model_s_longest_input_bounds_what_no_size_tells()
    {
        var request = Scanned("openai", """{"model":"m","messages":[{"content":[{"type":"file","file":{"file_id":"f1"}}]}]}""");
        using var call = CappedCall.Of(request);
        Assert.True(RequestBound.Of(call, call.State.Model!.Targets[0]).Input > 1_000_000);

        call.State.Model = call.State.Model! with { MaxInputTokens = 128_000 };

        Assert.Equal(new RequestBound(128_000, null, false), RequestBound.Of(call, call.State.Model.Targets[0]));
    }

    [Fact]
    public void A_conversation_that_is_kept_is_as_long_as_the_model_reads_at_most()
    {
        var request = Scanned("openai-responses", """{"model":"m","previous_response_id":"resp_1"}""");
        using var call = CappedCall.Of(request);
        Assert.True(RequestBound.Of(call, call.State.Model!.Targets[0]).InputIsOpen);

        call.State.Model = call.State.Model! with { MaxInputTokens = 128_000 };

        Assert.Equal(new RequestBound(128_000, null, false), RequestBound.Of(call, call.State.Model.Targets[0]));
    }

    [Theory]
    [InlineData(Capability.Embeddings, 0L)]
    [InlineData(Capability.Rerank, 0L)]
    [InlineData(Capability.Images, null)]
    public void What_writes_no_text_has_no_output_and_what_is_not_counted_in_text_no_bound(Capability capability, long? most)
    {
        using var call = CappedCall.Of(Scanned("openai", """{"model":"m","input":"x"}"""), capability: capability);

        Assert.Equal(most, RequestBound.Of(call, call.State.Model!.Targets[0]).Output);
    }

    private static CallRequest Scanned(string dialect, string body)
    {
        var (request, error) = RecordedDialect.Clients.First(client => client.Provider.Name == dialect) is var found && body.Contains("\"images\":[", StringComparison.Ordinal)
            ? found.Protocol.Scan(Pooled(Encoding.UTF8.GetBytes(body)), Capability.Embeddings)
            : found.Protocol.Scan(Pooled(Encoding.UTF8.GetBytes(body)), found.Capability);
        return request ?? throw new InvalidOperationException(error!.Message);
    }

    private static PooledBytes Pooled(byte[] bytes)
    {
        var body = new PooledBytes(bytes.Length);
        BuffersExtensions.Write(body, bytes);
        return body;
    }
}
