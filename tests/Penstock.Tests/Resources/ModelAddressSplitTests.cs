using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources;
using Xunit;

namespace Penstock.Tests.Resources;

public sealed class ModelAddressSplitTests
{
    private static readonly ModelCatalog s_models = new(
        new[] { "iris", "meta-llama/Llama-3.1-8B", "anthropic.claude-3-sonnet-20240229-v1:0", "a/invoke", "a", "b:predict", "b" }
            .Select(id => new Model { Id = id, Capabilities = [Capability.Chat], Targets = [], Source = "file" }));

    [Theory]
    [InlineData("/models/iris", "iris")]
    [InlineData("/models/meta-llama/Llama-3.1-8B/invoke", "meta-llama/Llama-3.1-8B/invoke")]
    [InlineData("/models/meta-llama%2FLlama-3.1-8B/invoke?x=/y", "meta-llama/Llama-3.1-8B/invoke")]
    [InlineData("/models/meta-llama%2fLlama-3%2E1-8B#part", "meta-llama/Llama-3.1-8B")]
    [InlineData("/models/anthropic.claude-3-sonnet-20240229-v1%3A0", "anthropic.claude-3-sonnet-20240229-v1:0")]
    [InlineData("/Models/iris", "iris")]
    [InlineData("/models/100%25%2541", "100%%41")]
    [InlineData("/models/%zz%", "%zz%")]
    [InlineData("/models//iris", "/iris")]
    [InlineData("/models/m%C3%B6del", "mödel")]
    [InlineData("/models/a+b", "a+b")]
    [InlineData("/models/", "")]
    [InlineData("/other/iris", "")]
    [InlineData("*", "")]
    public void Decodes_what_stands_behind_the_prefix_once(string target, string rest) => Assert.Equal(rest, Decode(target, ""));

    [Fact]
    public void Reads_the_absolute_form() => Assert.Equal("meta-llama/x", Decode("http://host/models/meta-llama/x?y", "/models/meta-llama/x"));

    [Theory]
    [InlineData("iris", "iris", null)]
    [InlineData("iris/invoke", "iris", "/invoke")]
    [InlineData("iris:predict", "iris", ":predict")]
    [InlineData("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", null)]
    [InlineData("meta-llama/Llama-3.1-8B/invoke", "meta-llama/Llama-3.1-8B", "/invoke")]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0", "anthropic.claude-3-sonnet-20240229-v1:0", null)]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0:predict", "anthropic.claude-3-sonnet-20240229-v1:0", ":predict")]
    [InlineData("a/invoke", "a/invoke", null)]
    [InlineData("a/invoke/invoke", "a/invoke", "/invoke")]
    [InlineData("b:predict", "b:predict", null)]
    [InlineData("b:predict:predict", "b:predict", ":predict")]
    [InlineData("unknown/invoke", "unknown", "/invoke")]
    [InlineData("unknown/other", "unknown/other", null)]
    [InlineData("/invoke", "/invoke", null)]
    [InlineData("iris/INVOKE", "iris/INVOKE", null)]
    public void Gives_the_longest_known_id_and_the_action(string rest, string id, string? action) =>
        Assert.Equal((id, action), ModelAddress.Split(rest, s_models, "/invoke", ":predict"));

    private static string Decode(string target, string path)
    {
        var http = new DefaultHttpContext();
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        http.Request.Path = path;
        return ModelAddress.Decode(http, "/models/");
    }
}
