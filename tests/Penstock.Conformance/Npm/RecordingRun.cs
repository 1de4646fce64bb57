using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Upstream;

namespace Penstock.Conformance.Npm;

/// <summary>All recorded requests, sent with the npm SDK by one process.</summary>
public sealed class RecordingRun
{
    private readonly Lazy<Task<IReadOnlyDictionary<string, NodeResult>>> _results;

    public RecordingRun(ReplayServer server) => _results = new(() => RunAsync(server));

    /// <summary>What came of a recording.</summary>
    internal async Task<NodeResult> OfAsync(string model) => (await _results.Value)[model];

    private static async Task<IReadOnlyDictionary<string, NodeResult>> RunAsync(ReplayServer server)
    {
        var exchanges = Recordings.Where(_ => true);
        var results = await NodeSdk.RunAsync(server, [.. exchanges.Select(exchange => new NodeCall(Operation(exchange), server.AdminKey, Arguments(exchange)))]);
        return exchanges.Zip(results).ToDictionary(pair => Recordings.Name(pair.First), pair => pair.Second);
    }

    private static string Operation(Exchange exchange)
    {
        var name = Recordings.Operation(exchange) switch { "chat/completions" => "chat", var other => other! };
        return exchange.Stream ? name + ".chunks" : name;
    }

    private static JsonElement Arguments(Exchange exchange)
    {
        var arguments = JsonNode.Parse(exchange.RequestBody)!.AsObject();
        arguments["model"] = Recordings.Name(exchange);
        if (Recordings.Operation(exchange) == "embeddings" && exchange.Status == 200 && Recordings.Answer(exchange).GetProperty("data")[0].GetProperty("embedding").ValueKind == JsonValueKind.Array)
        {
            // Unasked, the SDK asks for base64 and turns it into numbers: the recording's numbers would be taken for it.
            arguments["encoding_format"] = "float";
        }

        return JsonSerializer.SerializeToElement(arguments);
    }
}
