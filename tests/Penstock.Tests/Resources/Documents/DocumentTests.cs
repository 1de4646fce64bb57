using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Calls;
using Penstock.Resources.Documents;
using Xunit;

namespace Penstock.Tests.Resources.Documents;

/// <summary>What is in the document.</summary>
public sealed partial class DocumentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_mapped_verb_is_described_and_nothing_else_is()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var anybody = penstock.NewClient(null);
        var document = await ApiDocument.ReadAsync(anybody, Ct);
        var endpoints = penstock.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>().ToArray();
        var mapped = endpoints
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Where(verb => verb != "HEAD")
                .Select(verb => $"{verb} {DescribedOperation.PathOf(endpoint.RoutePattern.RawText!)}"))
            .ToHashSet();

        // The addresses of models are one endpoint, which tells them apart itself.
        mapped.UnionWith(["GET /models/{model_id}", "POST /models/{model_id}/invoke", "POST /models/{model_id}/converse", "POST /models/{model_id}:predict", "POST /v1/models/{model_id}:predict", "POST /v1/models/{model_id}/versions/{model_version}:predict"]);
        Assert.True(mapped.Remove("POST /v1/models/{rest}"));
        mapped.UnionWith(new[] { "converse", "converse-stream", "invoke", "invoke-with-response-stream" }.Select(operation => $"POST /model/{{model_id}}/{operation}"));
        mapped.UnionWith(new[] { "GET ", "GET /ready", "GET /stats", "POST /infer", "POST /generate", "POST /generate_stream" }.SelectMany(one => new[] { "", "/versions/{model_version}" }
            .Select(version => one.Replace(" ", " /v2/models/{model_name}" + version, StringComparison.Ordinal))));
        mapped.Add("GET /v1beta/models/{model_id}");
        mapped.UnionWith(new[] { "/v1beta", "/v1/projects/{project}/locations/{location}/publishers/{publisher}", "/v1beta1/projects/{project}/locations/{location}/publishers/{publisher}" }
            .SelectMany(place => new[] { "generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents" }.Select(action => $"POST {place}/models/{{model_id}}:{action}")));
        mapped.UnionWith(new[] { "/v1", "/v1beta1" }.Select(version => $"POST {version}/projects/{{project}}/locations/{{location}}/publishers/{{publisher}}/models/{{model_id}}:predict"));
        mapped.UnionWith(["GET /v2/models/stats", "POST /v2/repository/models/{model_name}/load", "POST /v2/repository/models/{model_name}/unload"]);
        const string Release = "/api/v1/models/{model_id}";
        mapped.UnionWith([$"GET {Release}", $"PUT {Release}", $"PATCH {Release}", $"DELETE {Release}", $"GET {Release}/versions", $"GET {Release}/versions/{{version}}", $"POST {Release}/rollback", $"GET {Release}/shadow"]);
        mapped.UnionWith([$"PUT {Release}/default-version", $"DELETE {Release}/default-version", $"PUT {Release}/canary", $"DELETE {Release}/canary"]);

        Assert.Equal(mapped.Order(), document.Operations.Select(operation => $"{operation.Verb} {operation.Path}").Order());
        var undescribed = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is null && endpoint.Metadata.GetMetadata<DescribedOperation>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(pattern => pattern != "{**path}" && !mapped.Any(verb => verb.EndsWith(" " + DescribedOperation.PathOf(pattern), StringComparison.Ordinal)));
        Assert.Empty(undescribed);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_who_may_and_what_can_go_wrong()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("hello", (string who) => $"hello {who}"));
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        var tags = document.Root["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).ToArray();

        Assert.All(document.Operations, operation =>
        {
            Assert.InRange(((string)operation.Node["summary"]!).Length, 5, 80);
            Assert.NotEmpty((string)operation.Node["description"]!);
            Assert.Contains((string)operation.Node["tags"]![0]!, tags);
            Assert.Contains(operation.Statuses, status => status[0] is '2' or '3');
            Assert.Contains("500", operation.Statuses);
            Assert.True(operation.IsOpen || operation.Statuses.Contains("401"));
            Assert.True(!operation.IsManagement || operation.Statuses.Contains("403"));
            if (operation.Node["requestBody"] is not null)
            {
                Assert.NotEmpty(operation.Examples);
                Assert.Empty(new[] { "400", "413", "415" }.Except(operation.Statuses));
                Assert.Empty(operation.Examples.SelectMany(example => SchemaCheck.Mistakes(document, operation.RequestSchema(example.MediaType), example.Value)));
            }
        });
    }

    [Fact]
    public async Task Every_call_of_a_model_says_how_rules_limits_and_budgets_refuse_it()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("hello", (string who) => $"hello {who}"));
        var calls = penstock.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).SelectMany(endpoint => endpoint.Metadata.OfType<DescribedOperation>())
            .Where(operation => operation.Verb == "POST" && !operation.Path.StartsWith("/api/", StringComparison.Ordinal) && !operation.Path.StartsWith("/v2/repository/", StringComparison.Ordinal)
                && operation.Description.Errors.Contains(ErrorKind.ModelNotFound)).ToArray();

        Assert.True(calls.Length > 20);
        Assert.Empty(calls.SelectMany(call => new[] { ErrorKind.PermissionDenied, ErrorKind.RateLimited, ErrorKind.BudgetExceeded, ErrorKind.Unavailable }
            .Except(call.Description.Errors).Select(kind => $"{call.Path} ({call.Description.Id}) has no {kind.Code()}")));
    }

    [Fact]
    public async Task Every_error_is_described_with_an_example_that_fits_its_schema()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);

        Assert.All(document.Root["components"]!["responses"]!.AsObject(), response =>
        {
            var (_, content) = Assert.Single(response.Value!["content"]!.AsObject());
            Assert.NotEmpty((string)response.Value["description"]!);
            Assert.NotNull(response.Value["headers"]!["x-penstock-call-id"]);
            Assert.All(content!["examples"]!.AsObject(), example =>
                Assert.Empty(SchemaCheck.Mistakes(document, content["schema"]!.AsObject(), example.Value!["value"])));
        });
    }

    [Fact]
    public async Task The_document_is_sound()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("team/hello:1.0", (string who) => $"hello {who}"));
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);

        Assert.Matches(@"^3\.1\.\d+$", (string)document.Root["openapi"]!);
        Assert.Equal(document.Operations.Count(), document.Operations.Select(operation => operation.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(document.Objects().Where(node => node.Node.ContainsKey("$ref")), node => Assert.NotEmpty(document.Resolve(node.Node)));
        var schemes = document.Root["components"]!["securitySchemes"]!.AsObject();
        Assert.Equal(["bearer", "apiKey"], schemes.Select(scheme => scheme.Key));
        Assert.All(document.Root["components"]!.AsObject().SelectMany(kind => kind.Value!.AsObject()), component => Assert.Matches("^[A-Za-z0-9._-]+$", component.Key));
        Assert.All(document.Operations, operation =>
        {
            Assert.Equal(
                Placeholders().Matches(operation.Path).Select(match => match.Groups["name"].Value).Order(),
                operation.Parameters.Where(parameter => (string)parameter["in"]! == "path").Select(parameter => (string)parameter["name"]!).Order());
            Assert.All(operation.Parameters, parameter =>
            {
                Assert.NotNull(parameter["schema"]);
                Assert.Equal((string)parameter["in"]! == "path", (bool)parameter["required"]!);
                Assert.NotEmpty((string)parameter["description"]!);
            });
            Assert.Equal(operation.Parameters.Count(), operation.Parameters.DistinctBy(parameter => ((string)parameter["name"]!, (string)parameter["in"]!)).Count());
            Assert.All(operation.Node["responses"]!.AsObject(), response => Assert.NotEmpty((string)document.Resolve(response.Value!.AsObject())["description"]!));
            Assert.All(operation.Node["security"]!.AsArray().SelectMany(scheme => scheme!.AsObject()), scheme => Assert.True(schemes.ContainsKey(scheme.Key)));
        });

        // Nothing is in the document that nothing refers to.
        var referred = document.Objects().Select(node => (string?)node.Node["$ref"]).ToHashSet();
        Assert.All(document.Root["components"]!["schemas"]!.AsObject(), schema => Assert.Contains("#/components/schemas/" + schema.Key, referred));
    }

    [Fact]
    public async Task Members_of_records_say_what_they_are()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        string[] records = ["Key", "KeyList", "Call", "Usage", "UsageRow", "UsageCounts", "Model", "ModelList", "Field", "Info", "Health", "LogLevel", "OpenAiModel", "OpenAiModelList"];

        Assert.All(records, record =>
        {
            var properties = document.Root["components"]!["schemas"]![record]!["properties"]!.AsObject();
            Assert.NotEmpty(properties);
            Assert.All(properties, property => Assert.False(string.IsNullOrEmpty((string?)property.Value!["description"]), $"{record}.{property.Key}"));
        });
    }

    [Fact]
    public async Task A_reader_sees_the_models_it_may_call_and_no_other()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options
            .Function("open", (string who) => who, "Says the name.")
            .Function("secret", (string who) => who));
        using var anybody = penstock.NewClient(null);
        using var created = await penstock.Client.PostAsync("api/v1/keys", new StringContent("""{"name":"a","allowed_models":["open"]}""", null, "application/json"), Ct);
        var key = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(Ct))!["key"]!;
        using var some = penstock.NewClient(key);

        var nobody = await anybody.GetStringAsync("openapi/v1.json", Ct);
        var somebody = await ApiDocument.ReadAsync(some, Ct);
        var admin = await ApiDocument.ReadAsync(penstock.Client, Ct);

        Assert.DoesNotContain("/models/open", nobody);
        Assert.DoesNotContain("secret/", nobody);
        Assert.Contains("Says the name.", (string)somebody.Operation("/models/open/invoke", "POST").Node["description"]!);
        Assert.DoesNotContain("/models/secret", somebody.Root.ToJsonString());
        Assert.NotNull(admin.Operation("/models/secret/invoke", "POST"));
    }

    [GeneratedRegex(@"\{(?<name>[^}]+)\}")]
    private static partial Regex Placeholders();
}
