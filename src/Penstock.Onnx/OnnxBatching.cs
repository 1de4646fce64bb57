using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>Whether calls of a model share runs, and why not.</summary>
/// <param name="On">Whether they do.</param>
/// <param name="Reason">What decided it, a clause without a full stop.</param>
internal sealed record OnnxBatching(bool On, string Reason)
{
    /// <summary>Decides for a model that is loaded: by its signature, then by a probe.</summary>
    internal static OnnxBatching Decide(OnnxRun run, Signature signature, OnnxBatchingMode mode, TimeProvider time)
    {
        if (mode == OnnxBatchingMode.Off)
        {
            return new OnnxBatching(false, "the configuration says so");
        }

        if (Obstacle(signature) is { } obstacle)
        {
            return new OnnxBatching(false, obstacle);
        }

        var (independent, finding) = new OnnxProbe(run, signature, time).Run();
        return independent is null && mode == OnnxBatchingMode.On
            ? new OnnxBatching(true, $"the configuration says so, though {finding}")
            : new OnnxBatching(independent == true, finding);
    }

    /// <inheritdoc/>
    public override string ToString() => On ? $"on: {Reason}" : $"off: {Reason}";

    /// <summary>Why the signature alone rules it out; null when it does not.</summary>
    internal static string? Obstacle(Signature signature)
    {
        var inputs = signature.Inputs.Where(field => !field.Optional).ToArray();
        if (inputs.Length == 0)
        {
            return "no input has to be fed";
        }

        if (inputs.Select(field => Obstacle(field, "input")).FirstOrDefault(found => found is not null) is { } input)
        {
            return input;
        }

        var symbols = inputs.Select(field => field.Shape[0].Name).OfType<string>().Distinct().ToArray();
        if (symbols.Length > 1)
        {
            return $"the first dimensions of its inputs are not the same: {string.Join(", ", symbols)}";
        }

        // An output that leaves even its rank open is the probe's to judge.
        foreach (var output in signature.Outputs.Where(field => !field.AnyRank))
        {
            if (Obstacle(output, "output") is { } found)
            {
                return found;
            }

            if (symbols is [var symbol] && output.Shape[0].Name is { } name && name != symbol)
            {
                return $"the first dimension of the output '{output.Name}' is {name}, and not {symbol} as of its inputs";
            }
        }

        return null;
    }

    private static string? Obstacle(Field field, string what) =>
        field.AnyRank ? $"the {what} '{field.Name}' may have any number of dimensions"
        : field.Shape.Count == 0 ? $"the {what} '{field.Name}' is a single value"
        : field.Shape[0].Size is { } size ? $"the first dimension of the {what} '{field.Name}' is always {size}"
        : null;
}
