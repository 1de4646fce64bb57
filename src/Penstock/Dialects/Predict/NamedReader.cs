using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Reads tensors by name: <c>{"INPUT0":[[1,2]],"INPUT1":[[3,4]]}</c>.</summary>
internal static class NamedReader
{
    internal static PredictInput? Read(ref InputCursor cursor, PredictPlan plan, bool enveloped)
    {
        var mistakes = cursor.Mistakes;
        var tensors = new Tensor?[plan.Inputs.Count];
        var seen = new bool[plan.Inputs.Count];
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            mistakes.Enter(name);
            var index = plan.InputOf(name);
            if (index < 0)
            {
                cursor.Refuse(Fault.Extra(NearestName.Find(name, plan.Inputs.Select(field => field.Name))));
            }
            else if (seen[index])
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else
            {
                seen[index] = true;
                tensors[index] = TensorReader.Read(ref cursor, plan.Inputs[index]);
            }

            mistakes.Leave();
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i] && !plan.Inputs[i].Optional)
            {
                mistakes.Add(Fault.Missing, member: plan.Inputs[i].Name);
            }
        }

        CheckSymbols(tensors, plan, mistakes);
        return mistakes.None
            ? new PredictInput(new PredictForm(PredictLayout.Tensors, enveloped), [.. tensors.Where(tensor => tensor is not null)!]) { Memory = cursor.Memory }
            : null;
    }

    // A symbolic dimension has one size in all inputs.
    private static void CheckSymbols(Tensor?[] tensors, PredictPlan plan, InputMistakes mistakes)
    {
        Dictionary<string, (long Size, string Input)>? sizes = null;
        for (var i = 0; i < tensors.Length; i++)
        {
            var shape = plan.Inputs[i].Shape;
            for (var d = 0; tensors[i] is { } tensor && d < shape.Count; d++)
            {
                if (shape[d] is not { Size: null, Name: { Length: > 0 } symbol })
                {
                    continue;
                }

                sizes ??= new Dictionary<string, (long, string)>(StringComparer.Ordinal);
                if (!sizes.TryAdd(symbol, (tensor.Shape[d], tensor.Name)) && sizes[symbol] is var known && known.Size != tensor.Shape[d])
                {
                    mistakes.Add(
                        new Fault(
                            "shape_mismatch",
                            $"Dimension '{symbol}' is {tensor.Shape[d]} here and {known.Size} in '{known.Input}'; it must be the same"),
                        member: tensor.Name);
                }
            }
        }
    }
}
