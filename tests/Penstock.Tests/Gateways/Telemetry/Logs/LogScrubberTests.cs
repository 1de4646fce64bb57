using Penstock.Gateways.Telemetry.Logs;
using Xunit;

namespace Penstock.Tests.Gateways.Telemetry.Logs;

public sealed class LogScrubberTests
{
    [Theory]
    [InlineData("key ps_0123456789abcdefGHIJ is revoked", "key ps_[redacted] is revoked")]
    [InlineData("sent Bearer abc.def-123_~+/= now", "sent Bearer [redacted] now")]
    [InlineData("bearer%20abc", "bearer%20[redacted]")]
    [InlineData("Authorization: Basic dXNlcjpwYXNz, then\nnext line", "Authorization: [redacted]\nnext line")]
    [InlineData("proxy-authorization=AWS4-HMAC-SHA256 Credential=a, Signature=b", "proxy-authorization=[redacted]")]
    [InlineData("x-api-key: abc123, host: h", "x-api-key: [redacted], host: h")]
    [InlineData("API-KEY=abc123&x=1", "API-KEY=[redacted]&x=1")]
    [InlineData("x-goog-api-key : abc", "x-goog-api-key : [redacted]")]
    [InlineData("OPENAI_API_KEY=abc ok", "OPENAI_API_KEY=[redacted] ok")]
    [InlineData("""{"api-key":"it's","a":1}""", """{"api-key":"[redacted]","a":1}""")]
    [InlineData("""{"Authorization": "abc def", "a": 1}""", """{"Authorization": "[redacted]", "a": 1}""")]
    [InlineData("""{"h":"{\"x-api-key\":\"abc\",\"b\":2}"}""", """{"h":"{\"x-api-key\":\"[redacted]\",\"b\":2}"}""")]
    [InlineData("""{"cookie":["a=b"],"x":1}""", """{"cookie":[[redacted]""")]
    [InlineData("Set-Cookie: session=abc; HttpOnly", "Set-Cookie: [redacted]")]
    [InlineData("[x-api-key, abc]", "[x-api-key, [redacted]")]
    [InlineData("GET /v1beta/models?key=AIzaabc&alt=sse HTTP/1.1", "GET /v1beta/models?key=[redacted]&alt=sse HTTP/1.1")]
    [InlineData("https://h/p?alt=sse&KEY=abc#x", "https://h/p?alt=sse&KEY=[redacted]#x")]
    [InlineData("sk-proj-0123456789abcdef_-XY!", "sk-[redacted]!")]
    [InlineData("gsk_0123456789abcdef0 hf_0123456789abcdef0 AIza0123456789abcdefg", "gsk_[redacted] hf_[redacted] AIza[redacted]")]
    public void Takes_out_what_looks_like_a_secret(string text, string expected) => Assert.Equal(expected, new LogScrubber().Scrub(text));

    [Theory]
    [InlineData("providers.openai.api_key: unknown environment variable OPENAI_API_KEY")]
    [InlineData("the task-runner-of-the-whole-team and a disk-0123456789abcdef0")]
    [InlineData("ps_short and caps_0123456789abcdefghijklmn")]
    [InlineData("key ps_0123456…")]
    [InlineData("cookies are not used; authorization is by key")]
    [InlineData("")]
    public void Leaves_everything_else_as_it_is(string text) => Assert.Same(text, new LogScrubber().Scrub(text));

    [Fact]
    public void Takes_out_registered_values_in_every_form_wherever_they_stand()
    {
        var scrubber = new LogScrubber();
        scrubber.Register("hunter2/and\"more");
        scrubber.Register("hunter2");
        scrubber.Register(" padded-secret\n");
        Assert.Equal(
            "a[redacted]b [redacted] [redacted] [redacted] [redacted]",
            scrubber.Scrub("ahunter2b hunter2/and\"more hunter2%2Fand%22more hunter2/and\\u0022more padded-secret"));
    }

    [Fact]
    public void Does_not_take_values_that_are_too_short_to_be_secret()
    {
        var scrubber = new LogScrubber();
        scrubber.Register("abc");
        scrubber.Register("");
        Assert.Equal("abc", scrubber.Scrub("abc"));
    }

    [Fact]
    public void Takes_linear_time_on_what_nearly_matches()
    {
        var text = string.Concat(Enumerable.Repeat("authorization ", 20_000)) + string.Concat(Enumerable.Repeat("[api-", 20_000)) + "cookie:" + new string(' ', 60_000);
        Assert.Equal(text, new LogScrubber().Scrub(text));
    }

    [Theory]
    [InlineData("Authorization", true)]
    [InlineData("x-api-key", true)]
    [InlineData("ApiKey", true)]
    [InlineData("set-cookie", true)]
    [InlineData("key_id", false)]
    [InlineData("Model", false)]
    public void Knows_names_whose_values_are_never_shown(string name, bool secret) => Assert.Equal(secret, LogScrubber.IsSecretName(name));
}
