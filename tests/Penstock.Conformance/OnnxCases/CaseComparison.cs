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

        return actual.Numbers().Zip(expected.Numbers()).All(pair => Close(pair.First, pair.Second, 1e-3, 1e-7));
    }

    /// <summary>
    /// Whether a served output is ONNX Runtime's own: the same to the last bit, but for sums of floats, whose order, and so whose
    /// last bits, depend on the address at which the input happens to be (relative 1e-5, absolute 1e-6).
    /// </summary>
    public static bool Served(CaseTensor a, CaseTensor b) =>
        a.Type == b.Type && a.Shape.SequenceEqual(b.Shape)
        && (a.IsFloating ? a.Numbers().Zip(b.Numbers()).All(pair => Close(pair.First, pair.Second, 1e-5, 1e-6)) : Identical(a, b));

    private static bool Identical(CaseTensor a, CaseTensor b) =>
        a.Data.AsSpan().SequenceEqual(b.Data)
        && a.Texts.Length == b.Texts.Length && a.Texts.Zip(b.Texts).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static bool Close(double a, double b, double relative, double absolute) =>
        a.Equals(b) || Math.Abs(a - b) <= absolute + (relative * Math.Abs(b));
}
