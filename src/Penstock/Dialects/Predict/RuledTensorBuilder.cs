using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Predict;

/// <summary>Collects the elements of a tensor of whose elements more is said than their type. One of whose elements nothing is said is
/// collected without this one.</summary>
/// <param name="inner">Collects them.</param>
/// <param name="rules">What is said of them.</param>
internal sealed class RuledTensorBuilder(TensorBuilder inner, ElementRules rules) : TensorBuilder(inner.Field)
{
    /// <inheritdoc/>
    internal override Fault? Put(ref Utf8JsonReader reader, int index) =>
        rules.CheckType(ref reader, index) ?? inner.Put(ref reader, index) ?? rules.CheckValue(ref reader, index);

    /// <inheritdoc/>
    internal override Tensor Build(long[] shape) => inner.Build(shape);
}
