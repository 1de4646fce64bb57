using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Penstock.Resources.Bedrock;
using Penstock.Tests.Dialects.Grid;
using Penstock.Tests.Dialects.Recordings;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Dialects.Governed;

/// <summary>The output cap of requests: what is read of it, and what is told upstream when the call has one of its own.</summary>
public sealed partial class OutputCapTests(ITestOutputHelper output)
{
    private static readonly ProviderTraits s_traits = new() { Name = "house", IncludeUsage = false, Region = "eu-1", Project = "p-1" };
    private static readonly RecordedDialect s_chat = RecordedDialect.Clients[0], s_responses = RecordedDialect.Clients[1], s_anthropic = RecordedDialect.Clients[2],
        s_gemini = RecordedDialect.Clients[3], s_converse = RecordedDialect.Clients[4], s_cohere = RecordedDialect.Clients[5];

    private static readonly RecordedDialect s_completions = s_chat with { Capability = Capability.Completions };
    private static readonly RecordedDialect s_native = new(new BedrockProtocol(false, native: true), BedrockProvider.Instance, Capability.Chat, "model/m/invoke");

    [Fact]
    public void Of_every_recording_the_cap_is_lowered_or_put_in_and_no_other_byte_is_another()
    {
        var (lowered, put, kept) = (0, 0, 0);
        foreach (var at in ExchangeStore.Load(SharedData.Path("exchanges")).All)
        {
            if (RecordedDialect.Of(at) is not { Capability: Capability.Chat or Capability.Completions } dialect || Scanned(dialect, at.RequestBody).Error is not null)
            {
                continue;
            }

            foreach (var cap in (long[])[1, 7, 1100, 1_000_000])
            {
                var plain = Sent(dialect, at.RequestBody, null, at.Model ?? "m");
                var sent = Sent(dialect, at.RequestBody, cap, at.Model ?? "m");
                var (before, after) = (Caps(dialect, at.RequestBody), Caps(dialect, sent));
                var most = Math.Max(1, cap / before.Choices);
                Assert.True(after.Cap <= most, $"{at.Id}: {after.Cap} of {most}: {Encoding.UTF8.GetString(sent)}");
                Assert.Equal(before.Choices, after.Choices);
                if (before.Cap is not { } own)
                {
                    put++;
                    Assert.Matches(PutIn(), Difference(plain, sent));
                }
                else if (own <= most)
                {
                    kept++;
                    Assert.Equal(plain, sent);
                }
                else
                {
                    lowered++;
                    Assert.Equal(most, after.Cap);
                    if (!Encoding.UTF8.GetString(plain).Contains("budget_tokens", StringComparison.Ordinal))
                    {
                        Assert.Matches("^[0-9]*$", Difference(plain, sent));
                    }
                }
            }
        }

        output.WriteLine($"{lowered} lowered, {put} put in, {kept} kept byte for byte");
        Assert.True(lowered > 50 && put > 100 && kept > 30);
    }

    [Theory]
    [InlineData("chat", """{"model":"m","max_tokens":50}""", 50, 1)]
    [InlineData("chat", """{"model":"m","max_completion_tokens":50,"n":3}""", 50, 3)]
    [InlineData("chat", """{"model":"m","max_completion_tokens":50,"max_tokens":70}""", 70, 1)]
    [InlineData("chat", """{"model":"m","max_tokens":1e3}""", 1000, 1)]
    [InlineData("chat", """{"model":"m","max_tokens":100.0}""", 100, 1)]
    [InlineData("chat", """{"model":"m","max_tokens":null}""", null, 1)]
    [InlineData("chat", """{"model":"m","max_tokens":-1}""", null, 1)]
    [InlineData("chat", """{"model":"m","max_tokens":50,"n_predict":-1}""", null, 1)]
    [InlineData("chat", """{"model":"m","max_tokens":50,"n_predict":900}""", 900, 1)]
    [InlineData("chat", """{"model":"m","n_predict":50}""", null, 1)]
    [InlineData("chat", """{"model":"m","messages":[{"max_tokens":5,"n":9}]}""", null, 1)]
    [InlineData("completions", """{"model":"m","prompt":["a","b",[1,2]],"n":2,"best_of":4,"max_tokens":9}""", 9, 12)]
    [InlineData("completions", """{"model":"m","prompt":[1,2,3],"max_tokens":9}""", 9, 1)]
    [InlineData("responses", """{"model":"m","max_output_tokens":50}""", 50, 1)]
    [InlineData("anthropic", """{"model":"m","max_tokens":50}""", 50, 1)]
    [InlineData("anthropic", """{"model":"m","max_tokens":0}""", 0, 1)]
    [InlineData("gemini", """{"generationConfig":{"maxOutputTokens":"50","candidateCount":2}}""", 50, 2)]
    [InlineData("gemini", """{"generation_config":{"max_output_tokens":50,"candidate_count":"2"}}""", 50, 2)]
    [InlineData("gemini", """{"generationConfig":{"maxOutputTokens":0}}""", null, 1)]
    [InlineData("converse", """{"inferenceConfig":{"maxTokens":50}}""", 50, 1)]
    [InlineData("cohere", """{"model":"m","max_tokens":50}""", 50, 1)]
    [InlineData("native", """{"inferenceConfig":{"max_new_tokens":50}}""", 50, 1)]
    [InlineData("native", """{"textGenerationConfig":{"maxTokenCount":50}}""", 50, 1)]
    [InlineData("native", """{"max_gen_len":50}""", 50, 1)]
    [InlineData("native", """{"max_tokens":50,"num_generations":2}""", 50, 2)]
    public void A_request_says_its_cap_and_its_choices(string dialect, string body, int? cap, int choices) =>
        Assert.Equal((cap, choices), ((int?)Caps(Of(dialect), Encoding.UTF8.GetBytes(body)).Cap, Caps(Of(dialect), Encoding.UTF8.GetBytes(body)).Choices));

    [Theory]
    [InlineData("chat", """{"model":"m","max_tokens":"50"}""", "max_tokens")]
    [InlineData("chat", """{"model":"m","max_tokens":1.5}""", "max_tokens")]
    [InlineData("chat", """{"model":"m","max_tokens":1e400}""", "max_tokens")]
    [InlineData("chat", """{"model":"m","max_tokens":99999999999999999999}""", "max_tokens")]
    [InlineData("chat", """{"model":"m","max_tokens":true}""", "max_tokens")]
    [InlineData("chat", """{"model":"m","max_tokens":[5]}""", "max_tokens")]
    [InlineData("chat", """{"model":"m","max_completion_tokens":{}}""", "max_completion_tokens")]
    [InlineData("chat", """{"model":"m","n":"2"}""", "n")]
    [InlineData("chat", """{"model":"m","n":1000000000}""", "n")]
    [InlineData("chat", """{"model":"m","max_tokens":1,"max_tok\u0065ns":2}""", "max_tokens")]
    [InlineData("anthropic", """{"model":"m","max_tokens":-1}""", "max_tokens")]
    [InlineData("anthropic", """{"model":"m","max_tokens":9,"thinking":{"budget_tokens":1,"budget_tokens":2}}""", "thinking.budget_tokens")]
    [InlineData("gemini", """{"generationConfig":{"maxOutputTokens":"a lot"}}""", "generationConfig.maxOutputTokens")]
    [InlineData("gemini", """{"generationConfig":{"maxOutputTokens":1,"max_output_tokens":2}}""", "generationConfig.max_output_tokens")]
    [InlineData("gemini", """{"generationConfig":{},"generation_config":{"maxOutputTokens":2}}""", "generation_config")]
    [InlineData("gemini", """{"generationConfig":[]}""", "generationConfig")]
    [InlineData("converse", """{"inferenceConfig":{"maxTokens":1,"maxTokens":2}}""", "inferenceConfig.maxTokens")]
    [InlineData("converse", """{"additionalModelRequestFields":{"max_tokens":100000}}""", "additionalModelRequestFields.max_tokens")]
    [InlineData("converse", """{"additionalModelRequestFields":{"inferenceConfig":{"topK":1,"maxTokens":9}}}""", "additionalModelRequestFields.inferenceConfig.maxTokens")]
    [InlineData("native", """{"inferenceConfig":{},"textGenerationConfig":{}}""", "textGenerationConfig")]
    public void A_cap_that_is_none_is_refused(string dialect, string body, string param)
    {
        var error = Scanned(Of(dialect), Encoding.UTF8.GetBytes(body)).Error!;

        Assert.Equal((ErrorKind.InvalidRequest, param), (error.Kind, error.Param));
    }

    [Theory]
    [InlineData("chat", """{"model":"m","max_tokens":500,"x":{"max_tokens":9}}""", """{"model":"m","max_tokens":100,"x":{"max_tokens":9}}""")]
    [InlineData("chat", """{"model":"m","max_tokens":-1}""", """{"model":"m","max_tokens":100}""")]
    [InlineData("chat", """{"model":"m","max_tokens":0}""", """{"model":"m","max_tokens":100}""")]
    [InlineData("chat", """{"model":"m","max_tokens": null , "n":4}""", """{"model":"m","max_tokens": 25 , "n":4}""")]
    [InlineData("chat", """{"model":"m","max_tokens":50,"max_completion_tokens":1e3}""", """{"model":"m","max_tokens":50,"max_completion_tokens":100}""")]
    [InlineData("chat", """{"model":"m","n_predict":-1}""", """{"max_completion_tokens":100,"model":"m","n_predict":100}""")]
    [InlineData("chat", """{"model":"m","messages":[]}""", """{"max_completion_tokens":100,"model":"m","messages":[]}""")]
    [InlineData("chat", """{"model":"m","n":1000}""", """{"max_completion_tokens":1,"model":"m","n":1000}""")]
    [InlineData("older", """{"model":"m","max_completion_tokens":500}""", """{"model":"m","max_tokens":100}""")]
    [InlineData("older", """{"model":"m","max_completion_tokens":null}""", """{"model":"m","max_tokens":100}""")]
    [InlineData("older", """{"model":"m","max_completion_tokens":500,"max_tokens":600}""", """{"model":"m","max_completion_tokens":100,"max_tokens":100}""")]
    [InlineData("older", """{"model":"m"}""", """{"max_tokens":100,"model":"m"}""")]
    [InlineData("completions", """{"model":"m","prompt":["a","b"]}""", """{"max_tokens":50,"model":"m","prompt":["a","b"]}""")]
    [InlineData("responses", """{"model":"m","input":"x"}""", """{"max_output_tokens":100,"model":"m","input":"x"}""")]
    [InlineData("anthropic", """{"model":"m","max_tokens":1000}""", """{"model":"m","max_tokens":100}""")]
    [InlineData("gemini", """{ }""", """{"generationConfig":{"maxOutputTokens":100} }""")]
    [InlineData("gemini", """{"contents":[]}""", """{"generationConfig":{"maxOutputTokens":100},"contents":[]}""")]
    [InlineData("gemini", """{"generationConfig":{}}""", """{"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData("gemini", """{"generationConfig":null}""", """{"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData("gemini", """{"generation_config":{"topK":1}}""", """{"generation_config":{"maxOutputTokens":100,"topK":1}}""")]
    [InlineData("gemini", """{"generationConfig":{"max_output_tokens":"999","candidateCount":2}}""", """{"generationConfig":{"max_output_tokens":50,"candidateCount":2}}""")]
    [InlineData("converse", """{"messages":[]}""", """{"inferenceConfig":{"maxTokens":100},"messages":[]}""")]
    [InlineData("cohere", """{"model":"m","max_tokens":500}""", """{"model":"m","max_tokens":100}""")]
    [InlineData("native:us.anthropic.claude-sonnet-4", """{"anthropic_version":"v"}""", """{"max_tokens":100,"anthropic_version":"v"}""")]
    [InlineData("native:anthropic.claude-v2", """{"prompt":"a","max_tokens_to_sample":900}""", """{"prompt":"a","max_tokens_to_sample":100}""")]
    [InlineData("native:amazon.nova-pro-v1:0", """{"messages":[]}""", """{"inferenceConfig":{"maxTokens":100},"messages":[]}""")]
    [InlineData("native:amazon.titan-text-lite-v1", """{"inputText":"a","textGenerationConfig":{"topP":1}}""", """{"inputText":"a","textGenerationConfig":{"maxTokenCount":100,"topP":1}}""")]
    [InlineData("native:meta.llama3-8b", """{"prompt":"a","max_gen_len":512}""", """{"prompt":"a","max_gen_len":100}""")]
    [InlineData("native:mistral.mistral-large", """{"prompt":"a"}""", """{"max_tokens":100,"prompt":"a"}""")]
    [InlineData("native:arn:aws:bedrock:x", """{"prompt":"a","max_gen_len":512}""", """{"prompt":"a","max_gen_len":100}""")]
    public void The_call_s_cap_is_told_upstream_in_the_client_s_own_bytes(string dialect, string body, string sent)
    {
        var colon = dialect.IndexOf(':', StringComparison.Ordinal);
        var (name, model) = colon < 0 ? (dialect, "m") : (dialect[..colon], dialect[(colon + 1)..]);

        Assert.Equal(sent, Encoding.UTF8.GetString(Sent(Of(name), Encoding.UTF8.GetBytes(body), 100, model, s_traits with { OlderMaxTokens = name == "older" })));
    }

    [Theory]
    [InlineData(5000, """{"model":"m","max_tokens":5000,"thinking":{"type":"enabled","budget_tokens":4000}}""")]
    [InlineData(3000, """{"model":"m","max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":1500}}""")]
    [InlineData(1025, """{"model":"m","max_tokens":1025,"thinking":{"type":"enabled","budget_tokens":1024}}""")]
    [InlineData(1024, """{"model":"m","max_tokens":1024,"thinking":{"type":"disabled"}}""")]
    public void A_budget_of_thinking_stays_below_the_lowered_cap(int cap, string sent) =>
        Assert.Equal(sent, Encoding.UTF8.GetString(Sent(s_anthropic, """{"model":"m","max_tokens":8000,"thinking":{"type":"enabled","budget_tokens":4000}}"""u8.ToArray(), cap, "m")));

    [Fact]
    public void A_budget_that_the_client_set_above_its_own_cap_is_left_to_the_provider() =>
        Assert.Equal(
            """{"model":"m","max_tokens":500,"thinking":{"type":"enabled","budget_tokens":4000}}""",
            Encoding.UTF8.GetString(Sent(s_anthropic, """{"model":"m","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":4000}}"""u8.ToArray(), 500, "m")));

    [Theory]
    [InlineData(null, 900)]
    [InlineData(300, 300)]
    [InlineData(2000, 900)]
    public void A_model_s_own_most_is_what_an_uncapped_request_is_told(int? most, int told)
    {
        var (request, _) = Scanned(s_chat, """{"model":"m","messages":[]}"""u8.ToArray());
        using var call = CappedCall.Of(request!, 900, modelMax: most);

        var sent = GridRun.Joined(s_chat.Provider.Request(call, call.State.Model!.Targets[0], s_traits).Request!.Body).ToArray();

        Assert.Equal(told, (int)JsonNode.Parse(sent)!["max_completion_tokens"]!);
    }

    [Fact]
    public void A_translated_request_says_the_cap_in_every_dialect()
    {
        foreach (var from in RecordedDialect.Clients)
        {
            foreach (var to in RecordedDialect.Clients.Where(to => to.Provider != from.Provider))
            {
                foreach (var cap in (long[])[1, 1100, 3000, 1_000_000])
                {
                    foreach (var own in (long?[])[null, 2000])
                    {
                        var (request, error) = Scanned(from, Encoding.UTF8.GetBytes(Asking(from, own)));
                        Assert.Null(error);
                        using var call = CappedCall.Of(request!, cap, upstream: "claude-3-7-sonnet");
                        var sent = GridRun.Joined(to.Provider.Request(call, call.State.Model!.Targets[0], s_traits).Request!.Body).ToArray();
                        var text = $"{from.Provider.Name} to {to.Provider.Name}, {own} of {cap}: {Encoding.UTF8.GetString(sent)}";
                        var told = Caps(to, sent).Cap;
                        Assert.True(own is null ? told <= cap : told == Math.Min(own.Value, cap), text);
                        if (to.Provider is AnthropicProvider && JsonNode.Parse(sent)!["thinking"]?["budget_tokens"] is { } budget)
                        {
                            Assert.True((long)budget < told && (long)budget >= 1024, text);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Tokens_are_counted_without_a_cap()
    {
        var (request, _) = s_anthropic.Protocol.Scan(Pooled("""{"model":"m","messages":[]}"""u8.ToArray()), Capability.CountTokens);
        using var call = CappedCall.Of(request!, 100, Capability.CountTokens);

        Assert.DoesNotContain("max_tokens", Encoding.UTF8.GetString(GridRun.Joined(s_anthropic.Provider.Request(call, call.State.Model!.Targets[0], s_traits).Request!.Body).Span), StringComparison.Ordinal);
    }

    private static string Asking(RecordedDialect dialect, long? cap) => dialect.Provider.Name switch
    {
        "openai" => $$"""{"model":"m","reasoning_effort":"high","messages":[{"role":"user","content":"hi"}]{{(cap is null ? "" : $",\"max_completion_tokens\":{cap}")}}}""",
        "openai-responses" => $$"""{"model":"m","reasoning":{"effort":"low"},"input":"hi"{{(cap is null ? "" : $",\"max_output_tokens\":{cap}")}}}""",
        "anthropic" => $$"""{"model":"m","thinking":{"type":"enabled","budget_tokens":1500},"max_tokens":{{cap ?? 2000}},"messages":[{"role":"user","content":"hi"}]}""",
        "gemini" => $$$"""{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"thinkingConfig":{"thinkingBudget":1500}{{{(cap is null ? "" : $",\"maxOutputTokens\":{cap}")}}}}}""",
        "bedrock" => $$$"""{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{ {{{(cap is null ? "" : $"\"maxTokens\":{cap}")}}} }}""",
        _ => $$"""{"model":"m","messages":[{"role":"user","content":"hi"}]{{(cap is null ? "" : $",\"max_tokens\":{cap}")}}}""",
    };

    private static RecordedDialect Of(string name) => name switch
    {
        "chat" or "older" => s_chat,
        "completions" => s_completions,
        "responses" => s_responses,
        "anthropic" => s_anthropic,
        "gemini" => s_gemini,
        "converse" => s_converse,
        "native" => s_native,
        _ => s_cohere,
    };

    private static (long? Cap, int Choices) Caps(RecordedDialect dialect, byte[] body)
    {
        var (request, error) = Scanned(dialect, body);
        using (request)
        {
            return request is null ? throw new InvalidOperationException(error!.Message) : (request.OutputCap, request.Choices);
        }
    }

    private static (CallRequest? Request, CallError? Error) Scanned(RecordedDialect dialect, byte[] body) => dialect.Protocol.Scan(Pooled(body), dialect.Capability);

    private static byte[] Sent(RecordedDialect dialect, byte[] body, long? cap, string model, ProviderTraits? traits = null)
    {
        var (request, error) = Scanned(dialect, body);
        var operation = dialect.Path.EndsWith("/invoke", StringComparison.Ordinal) ? "invoke" : dialect.Path.Contains(':', StringComparison.Ordinal) ? dialect.Path.Split(':')[1] : null;
        using var call = CappedCall.Of(request ?? throw new InvalidOperationException(error!.Message), cap, dialect.Capability, operation: operation, upstream: model);
        return GridRun.Joined(dialect.Provider.Request(call, call.State.Model!.Targets[0], traits ?? s_traits).Request!.Body).ToArray();
    }

    private static PooledBytes Pooled(byte[] bytes)
    {
        var body = new PooledBytes(bytes.Length);
        BuffersExtensions.Write(body, bytes);
        return body;
    }

    // What is new between the longest equal beginning and the longest equal end.
    private static string Difference(byte[] before, byte[] after)
    {
        var start = before.AsSpan().CommonPrefixLength(after);
        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        return Encoding.UTF8.GetString(after.AsSpan(start, after.Length - start - end));
    }

    // A member and its comma, however much of it what stands beside begins or ends alike with; or a number in place of null or of no limit.
    [GeneratedRegex("""^[{\[",]*[a-zA-Z_]*"?:?\{?"?[a-zA-Z_]*"?:?[0-9]*\}?,?"?[a-zA-Z_]*$""")]
    private static partial Regex PutIn();
}
