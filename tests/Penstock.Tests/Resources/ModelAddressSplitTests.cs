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
        new[] { "iris", "meta-llama/Llama-3.1-8B", "anthropic.claude-3-sonnet-20240229-v1:0", "a/invoke", "a", "a/versions/b", "b:predict", "b" }
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

    [Theory]
    [InlineData("iris", "iris", null, null)]
    [InlineData("iris/infer", "iris", null, "/infer")]
    [InlineData("iris/versions/2", "iris", "2", null)]
    [InlineData("iris/versions/1.0-rc/infer", "iris", "1.0-rc", "/infer")]
    [InlineData("meta-llama/Llama-3.1-8B/versions/7/ready", "meta-llama/Llama-3.1-8B", "7", "/ready")]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0/infer", "anthropic.claude-3-sonnet-20240229-v1:0", null, "/infer")]
    [InlineData("a/versions/b", "a/versions/b", null, null)]
    [InlineData("a/versions/b/versions/1", "a/versions/b", "1", null)]
    [InlineData("a/versions/c", "a", "c", null)]
    [InlineData("a/versions/b/infer", "a/versions/b", null, "/infer")]
    [InlineData("b:predict", "b:predict", null, null)]
    [InlineData("iris/versions/3:predict", "iris", "3", ":predict")]
    [InlineData("unknown/versions/3/infer", "unknown", "3", "/infer")]
    [InlineData("unknown/x/infer", "unknown/x", null, "/infer")]
    [InlineData("iris/versions/", "iris/versions/", null, null)]
    [InlineData("iris/versions//infer", "iris/versions/", null, "/infer")]
    [InlineData("iris/more/infer", "iris/more", null, "/infer")]
    [InlineData("/infer", "/infer", null, null)]
    [InlineData("", "", null, null)]
    public void Gives_the_longest_known_id_the_version_and_the_action(string rest, string id, string? version, string? action) =>
        Assert.Equal((id, version, action), ModelAddress.SplitVersioned(rest, s_models, "/infer", "/ready", ":predict"));

    private static string Decode(string target, string path)
    {
        var http = new DefaultHttpContext();
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        http.Request.Path = path;
        return ModelAddress.Decode(http, "/models/");
    }
}
