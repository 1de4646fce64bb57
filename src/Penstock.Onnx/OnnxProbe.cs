using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>
/// Finds out whether a model treats the rows of its input each for itself. A first dimension without a size need not be one of rows: of a
/// sequence model it is time. Two rows that were made up are run alone and then together, the first twice: each must come out as it did
/// alone.
/// </summary>
internal sealed class OnnxProbe(OnnxRun run, Signature signature, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    // For dimensions that the model leaves open besides the first: what a model minds of them it does not say.
    private static readonly long[] Sizes = [8, 2, 1, 32, 64, 224];

    /// <summary>Whether rows are independent, null when nothing was learnt; and the finding in words.</summary>
    internal (bool? Independent, string Finding) Run()
    {
        var isOpen = signature.Inputs.Any(field => !field.Optional && field.Shape.Skip(1).Any(dimension => dimension.Size is null));
        using var limit = new CancellationTokenSource(Longest, time);
        string? refused = null;
        var same = false;
        try
        {
            // Other numbers, or other sizes, until the model takes them and its answers to the two rows differ.
            foreach (var size in isOpen ? Sizes : [1])
            {
                for (var range = 0; range < OnnxProbeRow.Ranges; range++)
                {
                    try
                    {
                        if (Try(size, range, limit.Token) is { } verdict)
                        {
                            return verdict;
                        }

                        same = true;
                    }
                    catch (OnnxException exception)
                    {
                        refused ??= exception.Message;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            return (null, $"trying it out took longer than {Longest.TotalSeconds:0} s");
        }

        return (null, same
            ? "its answers to the rows that were tried do not differ, which shows nothing of whether rows mind each other"
            : $"the rows that were tried were refused: {refused}");
    }

    // Null when the two rows have the same answers: then they may have been mixed up, too.
    private (bool? Independent, string Finding)? Try(long size, int range, CancellationToken ct)
    {
        using var first = run.Run(Input(size, range, [0]), ct);
        using var second = run.Run(Input(size, range, [1]), ct);
        if (OnnxRows.Miscounted([.. first.Values], 1) is { } odd)
        {
            return (false, $"the output '{odd}' has not one row for each of its input's");
        }

        if (!first.Values.Where((value, i) => !OnnxRows.Equal(value, 0, second.Values[i], 0, exact: true)).Any())
        {
            return null;
        }

        PredictOutput together;
        try
        {
            together = run.Run(Input(size, range, [0, 1, 0]), ct);
        }
        catch (OnnxException exception)
        {
            return (false, $"three rows together fail where each alone does not: {exception.Message}");
        }

        using (together)
        {
            if (OnnxRows.Miscounted([.. together.Values], 3) is { } uneven)
            {
                return (false, $"the output '{uneven}' has not one row for each of its input's");
            }

            for (var i = 0; i < together.Values.Count; i++)
            {
                var value = together.Values[i];
                if (!OnnxRows.Equal(first.Values[i], 0, value, 0) || !OnnxRows.Equal(second.Values[i], 0, value, 1)
                    || !OnnxRows.Equal(first.Values[i], 0, value, 2))
                {
                    return (false, $"rows mind each other: the output '{value.Name}' for a row depends on the rows beside it");
                }
            }
        }

        return (true, "rows come out together as they do alone");
    }

    private PredictInput Input(long size, int range, int[] rows) => new(
        default,
        [.. signature.Inputs.Where(field => !field.Optional).Select(field => OnnxProbeRow.Make(field, size, range, rows))]);
}
