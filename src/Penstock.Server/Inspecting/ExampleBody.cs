using Penstock.Domain.Models;
using Penstock.Resources.Documents;

namespace Penstock.Server.Inspecting;

/// <summary>A body that a model takes: the first example of its OpenAPI document.</summary>
internal static class ExampleBody
{
    /// <summary>JSON text; null when it would have more elements than wanted.</summary>
    public static string? Of(Signature signature, long mostElements)
    {
        var elements = signature.Inputs.Where(field => !field.Optional)
            .Sum(field => field.Shape.Aggregate(1.0, (count, dimension) => count * (dimension.Size ?? 1)));
        return elements > mostElements ? null : SignatureExamples.Of(signature).FirstOrDefault()?.Value;
    }
}
