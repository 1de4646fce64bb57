using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Penstock.Tests;
using Xunit;

namespace Penstock.Conformance.FastApi;

/// <summary>A real FastAPI service is called through Penstock as `predict` models whose signatures come from its OpenAPI document.</summary>
public sealed class FastApiTests(FastApiService service)
{
    private const string Models = """
        models:
          price: { targets: [ { provider: house, operation: quote } ] }
          shelf: { targets: [ { provider: house, path: "/shelf/{shelf}/pets" } ] }
          sum: { targets: [ { provider: house, operation: sum } ] }
          two: { targets: [ { provider: house, operation: two } ] }
          raw: { targets: [ { provider: blind, path: /price } ] }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_signature_is_the_service_s_own()
    {
        await using var penstock = await StartAsync();
        var model = await JsonAsync(penstock, "models/price");

        Assert.Equal(
            ["species required", "weight required", "chip", "tags", "scores", "owner", "copies", "express"],
            model.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("name").GetString() + (input.GetProperty("optional").GetBoolean() ? "" : " required")));
        Assert.Equal("Quotes the price of a pet", model.GetProperty("description").GetString());
        Assert.Equal(["predict"], model.GetProperty("capabilities").EnumerateArray().Select(word => word.GetString()));
        Assert.False(model.TryGetProperty("not_ready", out _));
    }

    [Fact]
    public async Task The_document_of_Penstock_describes_it_with_an_example_that_works()
    {
        await using var penstock = await StartAsync();
        var operation = (await JsonAsync(penstock, "openapi/v1.json")).GetProperty("paths").GetProperty("/models/price/invoke").GetProperty("post");
        var example = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject().First().Value.GetProperty("value");

        var (status, answer) = await InvokeAsync(penstock, "price", example.GetRawText());

        Assert.Equal((200, 90.0), (status, answer.GetProperty("total").GetDouble()));
    }

    [Fact]
    public async Task Good_input_reaches_it_coerced_and_its_answer_comes_back_as_it_was()
    {
        await using var penstock = await StartAsync();

        var (status, answer) = await InvokeAsync(penstock, "price",
            """{"species":"dog","weight":"2.5","chip":"6F9619FF-8B86-D011-B42D-00CF4FC964FF","tags":["a"],"scores":{"x":1.0},"owner":{"name":"Ada","since":"2020-02-29"},"copies":"2","express":"yes"}""");

        Assert.Equal((200, 100.0, "dog"), (status, answer.GetProperty("total").GetDouble(), answer.GetProperty("species").GetString()));
        Assert.Equal(
            """{"species":"dog","weight":2.5,"chip":"6f9619ff-8b86-d011-b42d-00cf4fc964ff","tags":["a"],"scores":{"x":1},"owner":{"name":"Ada","since":"2020-02-29"},"copies":2,"express":true}""",
            answer.GetProperty("received").GetRawText());
    }

    [Theory]
    [InlineData("price", """{"weight":0,"copies":11,"tags":["a","b","c","d"],"owner":{"since":"tomorrow"},"chip":"x"}""", "species", "weight", "copies", "tags", "owner.name", "owner.since", "chip")]
    [InlineData("price", """{"species":"cow","weight":"heavy","scores":{"a":1.5},"owner":{"name":""}}""", "species", "weight", "scores.a", "owner.name")]
    [InlineData("price", "[]", "")]
    [InlineData("shelf", """{"shelf":"first","species":"cow"}""", "shelf", "species")]
    [InlineData("shelf", "{}", "shelf")]
    [InlineData("sum", """{"body":[1,"x",2.5]}""", "body.1", "body.2")]
    [InlineData("two", """{"pet":{"species":"cat"},"owner":{"name":"Ada"},"strict":3}""", "pet.weight", "strict")]
    public async Task Bad_input_is_refused_before_it_leaves(string model, string body, params string[] paths)
    {
        await using var penstock = await StartAsync();
        var before = (await service.SeenAsync()).Count;

        var (status, answer) = await InvokeAsync(penstock, model, body);

        Assert.Equal(422, status);
        Assert.Equal(paths.Order(), answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order());
        Assert.Equal(before, (await service.SeenAsync()).Count);
    }

    [Fact]
    public async Task Path_and_query_are_inputs_like_any_other()
    {
        await using var penstock = await StartAsync();
        var (status, answer) = await InvokeAsync(penstock, "shelf", """{"shelf":"7","species":"dog","tag":["a b","c&d"]}""");
        Assert.Equal((200, """{"shelf":7,"species":"dog","tags":["a b","c&d"],"trace":null}"""), (status, answer.GetRawText()));
    }

    [Fact]
    public async Task A_list_is_the_input_body_and_several_bodies_are_inputs()
    {
        await using var penstock = await StartAsync();
        Assert.Equal((200, "6"), Text(await InvokeAsync(penstock, "sum", """{"body":[1,"2",3.0]}""")));
        Assert.Equal((200, """["cat","Ada",true]"""), Text(await InvokeAsync(penstock, "two", """{"pet":{"species":"cat","weight":1},"owner":{"name":"Ada"},"strict":"on"}""")));
    }

    [Fact]
    public async Task What_the_service_itself_refuses_comes_back_with_its_own_words()
    {
        await using var penstock = await StartAsync();

        var nobody = await InvokeAsync(penstock, "price", """{"species":"cat","weight":1,"owner":{"name":"nobody"}}""");
        var missing = await InvokeAsync(penstock, "shelf", """{"shelf":101}""");
        var blind = await InvokeAsync(penstock, "raw", """{"species":"cow","weight":-1}""");

        Assert.Equal((422, "The service 'house' answered 422: nobody owns no pets"), (nobody.Status, nobody.Answer.GetProperty("detail").GetString()));
        Assert.Equal((404, "provider_error", "The service 'house' answered 404: There is no such shelf."), (missing.Status, missing.Answer.GetProperty("code").GetString(), missing.Answer.GetProperty("detail").GetString()));
        Assert.Equal((422, "provider_error"), (blind.Status, blind.Answer.GetProperty("code").GetString()));
        Assert.Equal(["species", "weight"], blind.Answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Keys_limits_and_the_ledger_are_those_of_any_model_and_no_credential_of_the_client_crosses()
    {
        await using var penstock = await StartAsync();
        const string Body = """{"species":"cat","weight":1,"tags":["ledger"]}""";
        var key = JsonElement.Parse(await SendAsync(penstock.Client, "api/v1/keys", """{"name":"pets only","allowed_models":["price"],"requests_per_minute":2}""")).GetProperty("key").GetString()!;
        using var client = penstock.NewClient(key);
        using var stranger = penstock.NewClient(null);

        Assert.Equal(401, (await InvokeAsync(stranger, "price", Body)).Status);
        Assert.Equal(403, (await InvokeAsync(client, "sum", """{"body":[]}""")).Status);
        Assert.Equal(200, (await InvokeAsync(client, "price", Body)).Status);
        Assert.Equal(200, (await InvokeAsync(client, "price", Body)).Status);
        Assert.Equal(429, (await InvokeAsync(client, "price", Body)).Status);

        var usage = await JsonAsync(penstock, "api/v1/usage?group_by=end&model=price");
        Assert.Equal(2, usage.GetProperty("data").EnumerateArray().Single(row => row.GetProperty("group").GetProperty("end").GetString() == "completed").GetProperty("calls").GetInt32());
        foreach (var request in await service.SeenAsync())
        {
            Assert.DoesNotContain(key, request.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(PenstockServer.AdminKey, request.GetRawText(), StringComparison.Ordinal);
        }
    }

    private static (int Status, string Text) Text((int Status, JsonElement Answer) reply) => (reply.Status, reply.Answer.GetRawText());

    private static async Task<JsonElement> JsonAsync(PenstockServer penstock, string path) => JsonElement.Parse(await penstock.Client.GetByteArrayAsync(path, Ct));

    private static Task<(int Status, JsonElement Answer)> InvokeAsync(PenstockServer penstock, string model, string body) => InvokeAsync(penstock.Client, model, body);

    private static async Task<(int Status, JsonElement Answer)> InvokeAsync(HttpClient client, string model, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var reply = await client.PostAsync(new Uri(client.BaseAddress!, $"models/{model}/invoke"), content, Ct);
        return ((int)reply.StatusCode, JsonElement.Parse(await reply.Content.ReadAsByteArrayAsync(Ct)));
    }

    private static async Task<byte[]> SendAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var reply = await client.PostAsync(new Uri(client.BaseAddress!, path), content, Ct);
        return await reply.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Ct);
    }

    private async Task<PenstockServer> StartAsync()
    {
        var address = await service.AddressAsync();
        return await PenstockServer.StartAsync(
            $"providers:\n  house: {{ dialect: json-service, base_url: \"{address}\", openapi: /openapi.json }}\n  blind: {{ dialect: json-service, base_url: \"{address}\" }}\n{Models}\n");
    }
}
