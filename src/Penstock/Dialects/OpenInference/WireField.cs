using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>An input or output as it crosses: always a tensor.</summary>
/// <param name="Source">The field of the signature.</param>
/// <param name="Tensor">The same as a tensor: an argument of a function is one element, <c>[1]</c>, JSON a text, ZipMap's maps a table.</param>
internal sealed record WireField(Field Source, Field Tensor)
{
    /// <summary>Its name.</summary>
    internal string Name => Source.Name;

    /// <summary>The word for its element type.</summary>
    internal string Datatype { get; } = DatatypeNames.Of(Tensor.Type);

    /// <summary>Its shape in metadata: -1 is a dimension that varies, and stands alone where even their number does.</summary>
    internal IReadOnlyList<long> Shape { get; } = Tensor.AnyRank ? [-1] : [.. Tensor.Shape.Select(dimension => dimension.Size ?? -1)];
}
