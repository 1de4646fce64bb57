using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>Writes an object of C# code as the body of a call.</summary>
internal static class ClrArguments
{
    /// <summary>
    /// The object as JSON; its members take the names of the signature that they are but for case, underscores and the like, so that
    /// <c>new { maxItems = 3 }</c> fits a parameter <c>maxItems</c>, and <c>SepalLength</c> a column <c>sepal_length</c>.
    /// </summary>
    internal static byte[] Write(object? input, Signature? signature)
    {
        var node = JsonSerializer.SerializeToNode(input, input?.GetType() ?? typeof(object), ClrJson.Options);
        if (node is not JsonObject members || signature is null)
        {
            return JsonSerializer.SerializeToUtf8Bytes(node, ClrJson.Options);
        }

        string[] known = [.. signature.Inputs.SelectMany(field => field.Columns.Prepend(field.Name))];
        var renamed = new JsonObject();
        foreach (var (name, value) in members.ToArray())
        {
            members.Remove(name);
            renamed[Array.IndexOf(known, name) >= 0 ? name : known.FirstOrDefault(other => SameName.Are(name, other)) ?? name] = value;
        }

        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(renamed, ClrJson.Options);
    }
}
