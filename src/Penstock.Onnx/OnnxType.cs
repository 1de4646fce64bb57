namespace Penstock.Onnx;

/// <summary>The declared type of a model's input or output.</summary>
internal abstract record OnnxType
{
    private OnnxType()
    {
    }

    /// <param name="Element">What it is made of.</param>
    /// <param name="Shape">
    /// Its dimensions, none for a scalar; null if the model leaves even their number open. ONNX Runtime before 1.24 cannot tell
    /// that from a scalar; then it is empty for both.
    /// </param>
    internal sealed record Tensor(OnnxElementType Element, IReadOnlyList<OnnxDimension>? Shape) : OnnxType
    {
        public override string ToString() =>
            $"tensor({Element.ToString().ToLowerInvariant()}){(Shape is null ? "" : $"[{string.Join(", ", Shape)}]")}";
    }

    internal sealed record Sequence(OnnxType Element) : OnnxType
    {
        public override string ToString() => $"seq({Element})";
    }

    internal sealed record Map(OnnxElementType Key, OnnxType Value) : OnnxType
    {
        public override string ToString() => $"map({Key.ToString().ToLowerInvariant()}, {Value})";
    }

    internal sealed record Optional(OnnxType Element) : OnnxType
    {
        public override string ToString() => $"optional({Element})";
    }

    /// <summary>A sparse tensor, an opaque value, or a kind that came after this was written: it can be neither fed nor read.</summary>
    internal sealed record Other(OnnxKind Kind) : OnnxType
    {
        public override string ToString() => Kind.ToString();
    }
}
