using System.Globalization;

namespace Penstock.Onnx;

/// <summary>One dimension of a declared shape.</summary>
/// <param name="Length">Its length; null if any length will do.</param>
/// <param name="Symbol">The name that the model gives an open dimension, such as <c>N</c> or <c>batch_size</c>; null if none.</param>
internal readonly record struct OnnxDimension(long? Length, string? Symbol)
{
    public override string ToString() => Length?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
