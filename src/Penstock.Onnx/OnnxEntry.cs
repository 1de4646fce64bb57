using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>What one call feeds.</summary>
/// <param name="Input">Tensors that fit the signature.</param>
/// <param name="Time">The call's clock.</param>
/// <param name="Rows">The size of the first dimension that its inputs share; 1 where there is none.</param>
/// <param name="Elements">How many elements it feeds, at least 1: what the length of a run is expected by.</param>
/// <param name="Even">Whether all inputs that must be fed have as many rows, one or more: others cannot share a run.</param>
internal sealed record OnnxEntry(PredictInput Input, TimeProvider Time, long Rows, long Elements, bool Even)
{
    internal static OnnxEntry Of(PredictInput input, Signature signature, TimeProvider time)
    {
        var (rows, elements, even) = (-1L, 0L, true);
        foreach (var value in input.Values)
        {
            var tensor = (Tensor)value;
            elements += tensor.Count;
            if (IsRows(signature, tensor.Name))
            {
                var own = tensor.Shape is [var first, ..] ? first : 1;
                even &= rows < 0 || own == rows;
                rows = rows < 0 ? own : rows;
            }
        }

        return new OnnxEntry(input, time, rows < 0 ? 1 : rows, Math.Max(1, elements), even && rows > 0);
    }

    /// <summary>Whether an input is one of rows. What may be left out is not: it is the same for all.</summary>
    internal static bool IsRows(Signature signature, string name)
    {
        foreach (var field in signature.Inputs)
        {
            if (field.Name == name)
            {
                return !field.Optional;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether two may share a run: the same inputs, of shapes that differ in the number of rows only, those that may be left out equal
    /// to the last byte, and the same outputs asked for.
    /// </summary>
    internal static bool Fit(OnnxEntry one, OnnxEntry other, Signature signature)
    {
        var (values, others) = (one.Input.Values, other.Input.Values);
        if (!one.Even || !other.Even || values.Count != others.Count || !SameOutputs(one.Input.Outputs, other.Input.Outputs))
        {
            return false;
        }

        for (var i = 0; i < values.Count; i++)
        {
            var (left, right) = ((Tensor)values[i], (Tensor)others[i]);
            var skip = IsRows(signature, left.Name) ? 1 : 0;
            if (left.Name != right.Name || left.Type != right.Type || left.Shape.Length < skip || right.Shape.Length < skip
                || !left.Shape.AsSpan(skip).SequenceEqual(right.Shape.AsSpan(skip)) || (skip == 0 && !OnnxRows.Same(left, right)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameOutputs(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.SequenceEqual(other));
}
