using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class UsageReaderTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(Generators.Usage, usage =>
    {
        Assert.True(TryRead(Wire.Text(writer => UsageWriter.WriteChat(writer, usage)), out var read));
        return read;
    });

    [Theory]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":1,"x":{}},"completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":2}}""", 9, 5, 4, 0, 3)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":5,"prompt_cache_hit_tokens":8,"prompt_cache_miss_tokens":1}""", 9, 5, 8, 0, 0)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":5,"prompt_tokens_details":{"cache_write_tokens":6}}""", 9, 5, 0, 6, 0)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":5,"total_tokens":21,"completion_tokens_details":{"reasoning_tokens":7}}""", 9, 12, 0, 0, 7)]
    [InlineData("""{"input_tokens":9,"output_tokens":5,"input_tokens_details":{"cached_tokens":2},"output_tokens_details":{"reasoning_tokens":1}}""", 9, 5, 2, 0, 1)]
    [InlineData("""{"total_tokens":9}""", 9, 0, 0, 0, 0)]
    [InlineData("""{"prompt_tokens":9.0,"completion_tokens":null,"prompt_tokens_details":null,"completion_tokens_details":[1]}""", 9, 0, 0, 0, 0)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":-5,"total_tokens":1e300}""", 9, 0, 0, 0, 0)]
    public void Reads_what_providers_write(string json, long input, long output, long cached, long written, long reasoning)
    {
        Assert.True(TryRead(json, out var usage));
        Assert.Equal((input, output, cached, written, reasoning), (usage.Input, usage.Output, usage.CachedInput, usage.CacheWriteInput, usage.Reasoning));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[{}]")]
    [InlineData("{}")]
    [InlineData("""{"prompt_tokens":"9"}""")]
    [InlineData("""{"a":{"prompt_tokens":9}}""")]
    [InlineData("""{"prompt_tokens":9""")]
    [InlineData("""{"prompt_tokens":9,]""")]
    public void Says_no_to_what_tells_no_tokens(string json) => Assert.False(TryRead(json, out _));

    [Theory]
    [InlineData("null")]
    [InlineData("""{"prompt_tokens":9,"x":{"y":[1]}}""")]
    [InlineData("""[{"prompt_tokens":9}]""")]
    public void Leaves_the_reader_at_the_end_of_the_value(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($$"""{"usage":{{json}},"after":1}"""));
        reader.Read();
        reader.Read();
        reader.Read();
        UsageReader.TryRead(ref reader, out _);

        Assert.True(reader.Read());
        Assert.Equal(JsonTokenType.PropertyName, reader.TokenType);
        Assert.Equal("after", reader.GetString());
    }

    [Fact]
    public void Reads_every_recorded_usage()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint is "chat/completions" or "v1/embeddings" or "v1/completions" && e.Status == 200))
        {
            var bodies = exchange.Stream ? Wire.Events(exchange.Response).Where(line => line != "[DONE]") : [exchange.Response];
            foreach (var body in bodies.Select(body => JsonNode.Parse(body)!))
            {
                if (body["usage"] is not { } told)
                {
                    continue;
                }

                Assert.True(TryRead(told.ToJsonString(), out var usage), exchange.Id);
                Assert.Equal((long?)told["prompt_tokens"] ?? (long)told["total_tokens"]!, usage.Input);
                Assert.Equal((long?)told["completion_tokens"] ?? 0, usage.Output);
                Assert.Equal((long)told["total_tokens"]!, usage.Total);
                Assert.Equal((long?)told["prompt_tokens_details"]?["cached_tokens"] ?? (long?)told["prompt_cache_hit_tokens"] ?? 0, usage.CachedInput);
                Assert.Equal((long?)told["completion_tokens_details"]?["reasoning_tokens"] ?? 0, usage.Reasoning);
                Assert.Equal((long?)told["prompt_tokens_details"]?["audio_tokens"] ?? 0, usage.AudioInput);
                Assert.Equal((long?)told["completion_tokens_details"]?["audio_tokens"] ?? 0, usage.AudioOutput);
                count++;
            }
        }

        Assert.True(count >= 30, $"only {count} usages");
    }

    private static bool TryRead(string json, out TokenUsage usage)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return UsageReader.TryRead(ref reader, out usage);
    }
}
