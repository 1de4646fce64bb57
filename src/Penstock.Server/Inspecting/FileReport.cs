using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Domain.Models;
using Penstock.Onnx;
using Penstock.Resources.Models;

namespace Penstock.Server.Inspecting;

/// <summary>What an ONNX file says of itself, as a document: fields as the catalogue shows them, and what only the file tells.</summary>
internal static class FileReport
{
    private const long MostElements = 10_000;

    /// <summary>Reads a file; the problem says why the model cannot be served.</summary>
    /// <exception cref="OnnxException">ONNX Runtime does not load it.</exception>
    public static (JsonObject Report, string? Problem) Of(string file)
    {
        using var session = OnnxSession.Open(OnnxRuntime.Load(), file);
        try
        {
            var description = OnnxDescription.From(session, new OnnxModelOptions());
            return (Served(file, session, description), null);
        }
        catch (OnnxException exception)
        {
            return (Unserved(file, session), exception.Message);
        }
    }

    private static JsonObject Served(string file, OnnxSession session, OnnxDescription description)
    {
        var signature = description.Signature;
        var obstacle = BatchRule.Obstacle(signature);
        return new JsonObject
        {
            ["file"] = file,
            ["description"] = description.Text,
            ["inputs"] = new JsonArray([.. signature.Inputs.Select(Field)]),
            ["outputs"] = new JsonArray([.. signature.Outputs.Select(Field)]),
            ["metadata"] = Metadata(file, session.Signature.Metadata),
            ["batching"] = new JsonObject { ["possible"] = obstacle is null, ["reason"] = obstacle ?? "the first dimension of every input and output is open" },
            ["example"] = ExampleBody.Of(signature, MostElements) is { } body ? JsonNode.Parse(body) : null,
        };
    }

    private static JsonObject Unserved(string file, OnnxSession session) => new()
    {
        ["file"] = file,
        ["inputs"] = new JsonArray([.. session.Signature.Inputs.Concat(session.Signature.Defaults).Select(Port)]),
        ["outputs"] = new JsonArray([.. session.Signature.Outputs.Select(Port)]),
        ["metadata"] = Metadata(file, session.Signature.Metadata),
    };

    private static JsonNode Port(OnnxPort port) => new JsonObject { ["name"] = port.Name, ["type"] = port.Type.ToString() };

    private static JsonNode Field(Field field)
    {
        var view = JsonSerializer.SerializeToNode(FieldView.Of(field), ModelsJson.Default.FieldView)!.AsObject();
        if (field.AnyRank)
        {
            view["any_rank"] = true;
        }
        else
        {
            view["dimensions"] = new JsonArray([.. field.Shape.Select(dimension => dimension.Size is { } size ? JsonValue.Create(size) : (JsonNode?)dimension.Name)]);
        }

        return view;
    }

    private static JsonObject Metadata(string file, OnnxMetadata metadata)
    {
        using var bytes = File.OpenRead(file);
        var versions = OnnxOpsets.Read(bytes);
        var report = new JsonObject { ["size_bytes"] = bytes.Length };
        Add("producer", metadata.Producer);
        Add("graph", metadata.GraphName);
        Add("domain", metadata.Domain);
        Add("description", metadata.Description);
        Add("graph_description", metadata.GraphDescription);
        if (metadata.Version is { } version)
        {
            report["model_version"] = version;
        }

        if (versions.Format is { } format)
        {
            report["ir_version"] = format;
        }

        report["opsets"] = new JsonObject(versions.Operators.DistinctBy(set => set.Domain).Select(set => KeyValuePair.Create(set.Domain, (JsonNode?)set.Version)));
        if (metadata.Custom.Count > 0)
        {
            report["custom"] = new JsonObject(metadata.Custom.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        return report;

        void Add(string name, string text)
        {
            if (text.Length > 0)
            {
                report[name] = text;
            }
        }
    }
}
