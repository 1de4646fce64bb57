using Xunit;

namespace Penstock.Tests.Resources;

/// <summary>Model ids with slashes, colons and dots on every path that takes one, percent-encoded or not.</summary>
public sealed class ModelAddressTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", HouseFixture.Slashed)]
    [InlineData("meta-llama%2FLlama-3.1-8B", HouseFixture.Slashed)]
    [InlineData("meta-llama%2fLlama-3%2E1-8B", HouseFixture.Slashed)]
    [InlineData("meta-llama", "meta-llama")]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0", HouseFixture.Dotted)]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1%3A0", HouseFixture.Dotted)]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1%3a0?x=1", HouseFixture.Dotted)]
    [InlineData("team/greet:v1.0", "team/greet:v1.0")]
    [InlineData("team%2Fgreet%3Av1.0", "team/greet:v1.0")]
    [InlineData("team/greet:v1.0/invoke", "team/greet:v1.0/invoke")]
    public async Task An_id_is_read_encoded_or_not_and_the_longest_known_one_wins(string written, string id)
    {
        Assert.Equal((200, id), (await house.Admin.GetReplyAsync("v1/models/" + written)) is var one ? (one.Status, one.At("id")) : default);
        Assert.Equal((200, id), (await house.Admin.GetReplyAsync("models/" + written)) is var own ? (own.Status, own.At("model_id")) : default);
    }

    [Theory]
    [InlineData("models/team/greet:v1.0/invoke/invoke", "\"longest ada\"")]
    [InlineData("models/team%2Fgreet%3Av1.0%2Finvoke/invoke", "\"longest ada\"")]
    [InlineData("models/hello/invoke", "\"hello ada\"")]
    [InlineData("models/hello/invoke?x=/models/other", "\"hello ada\"")]
    [InlineData("models/%68ello/invoke", "\"hello ada\"")]
    public async Task The_action_comes_after_the_id(string path, string answer)
    {
        var invoked = await house.Admin.SendReplyAsync("POST", path, """{"who":"ada"}""");

        Assert.Equal((200, answer), (invoked.Status, invoked.Text));
    }

    [Theory]
    [InlineData(HouseFixture.Slashed)]
    [InlineData(HouseFixture.Dotted)]
    public async Task An_id_in_a_body_is_the_id_in_the_answer_and_in_the_record(string id)
    {
        foreach (var written in new[] { id, id.Replace("/", "\\/", StringComparison.Ordinal).Replace(":", "\\u003a", StringComparison.Ordinal) })
        {
            foreach (var (path, body) in new[]
            {
                ("v1/chat/completions", HouseFixture.Chat(written)),
                ("v1/completions", $$"""{"prompt":"x","model":"{{written}}"}"""),
                ("v1/embeddings", $$"""{"input":"x","model":"{{written}}"}"""),
            })
            {
                var answer = await house.Admin.SendReplyAsync("POST", path, body);
                Assert.Equal((200, id), (answer.Status, answer.At("model")));
                Assert.Equal(id, (await house.RecordAsync(answer.CallId)).At("model"));
            }
        }
    }

    [Theory]
    [InlineData("models/guide/invoke", 400)]
    [InlineData("models/meta-llama/none/invoke", 404)]
    [InlineData("models/none%2Finvoke%2Finvoke/invoke", 404)]
    [InlineData("models/invoke", 405)]
    public async Task An_id_that_is_unknown_or_cannot_do_it_is_said_so(string path, int status)
    {
        var refused = await house.Admin.SendReplyAsync("POST", path, "{}");

        Assert.Equal((status, "application/problem+json"), (refused.Status, refused.ContentType));
    }

    [Theory]
    [InlineData("/models/meta-llama/Llama-3.1-8B", 200)]
    [InlineData("/models/meta-llama%2FLlama-3.1-8B", 200)]
    [InlineData("/models/meta-llama%252FLlama-3.1-8B", 404)]
    [InlineData("/v1/models/anthropic.claude-3-sonnet-20240229-v1%3A0", 200)]
    [InlineData("/v1/models/meta-llama%252FLlama-3.1-8B", 404)]
    public async Task The_absolute_form_of_an_address_is_read_the_same(string path, int status)
    {
        foreach (var target in new[] { path, $"http://{house.Penstock.Address.Authority}{path}" })
        {
            var (answered, _, _) = await RawConnection.AskAsync(house.Penstock.Address,
                $"GET {target} HTTP/1.1\r\nHost: {house.Penstock.Address.Authority}\r\nAuthorization: Bearer {PenstockServer.AdminKey}\r\n\r\n");
            Assert.Equal(status, answered);
        }
    }

    [Fact]
    public async Task A_model_that_there_is_not_is_404_in_the_format_of_the_address_with_the_nearest_name()
    {
        var openAi = await house.Admin.GetReplyAsync("v1/models/meta-llama/Llama-3.1-8X");
        var own = await house.Admin.GetReplyAsync("models/helo");
        var body = await house.Admin.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chatt"));

        Assert.Equal((404, "model_not_found"), (openAi.Status, openAi.At("error.code")));
        Assert.Contains("'meta-llama/Llama-3.1-8B'", openAi.At("error.message"), StringComparison.Ordinal);
        Assert.Equal((404, "application/problem+json", "model_not_found"), (own.Status, own.ContentType, own.At("code")));
        Assert.Contains("'hello'", own.At("detail"), StringComparison.Ordinal);
        Assert.Equal((404, "model_not_found", "model"), (body.Status, body.At("error.code"), body.At("error.param")));
        Assert.Contains("'chat'", body.At("error.message"), StringComparison.Ordinal);
    }
}
