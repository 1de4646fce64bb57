namespace Penstock.Conformance.OnnxCases;

/// <summary>Compares tensors as ONNX's own backend tests do: relative 1e-3, absolute 1e-7, NaN equal to NaN; all else bit by bit.</summary>
internal static class CaseComparison
{
    public static bool Same(CaseTensor actual, CaseTensor expected)
    {
        if (actual.Type != expected.Type || !actual.Shape.SequenceEqual(expected.Shape))
        {
            return false;
        }

        if (!actual.IsFloating)
        {
            return Identical(actual, expected);
        }

        return actual.Numbers().Zip(expected.Numbers()).All(pair => Close(pair.First, pair.Second));
    }

    /// <summary>Whether they are the same to the last bit; there is one NaN in JSON.</summary>
    public static bool Identical(CaseTensor a, CaseTensor b) =>
        a.Type == b.Type && a.Shape.SequenceEqual(b.Shape)
        && (a.IsFloating ? a.Numbers().SequenceEqual(b.Numbers()) : a.Data.AsSpan().SequenceEqual(b.Data))
        && a.Texts.Length == b.Texts.Length && a.Texts.Zip(b.Texts).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static bool Close(double a, double b) =>
        a.Equals(b) || Math.Abs(a - b) <= 1e-7 + (1e-3 * Math.Abs(b));
}
