using System.Text.Json;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Reads the arguments of a C# function or a JSON service by name: <c>{"who":"ada"}</c>. The names of a function's are the
/// parameters' as they are written in C#.</summary>
internal static class ArgumentReader
{
    /// <summary>Reads the body, whose first token the reader stands at; null when there were mistakes.</summary>
    internal static PredictInput? Read(ref InputCursor cursor, PredictPlan plan)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(new Fault("model_type", plan.Inputs.Count == 0
                ? "Input should be an empty JSON object, {}"
                : $"Input should be a JSON object with the members {string.Join(", ", plan.Inputs.Select(field => field.Name))}"));
            return null;
        }

        var mistakes = cursor.Mistakes;
        var (start, from) = ((int)cursor.Reader.TokenStartIndex, mistakes.Kept);
        var arguments = new NamedValue?[plan.Inputs.Count];
        var seen = new bool[plan.Inputs.Count];
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            var index = plan.InputOf(name);
            mistakes.Enter(name);
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
                arguments[index] = ClrReader.Read(ref cursor, plan.Inputs[index]);
            }

            mistakes.Leave();
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i] && !plan.Inputs[i].Optional)
            {
                mistakes.Missing(plan.Inputs[i].Name, cursor.Since(start));
            }
        }

        mistakes.Order(from, plan.InputOf);

        return mistakes.None ? new PredictInput(new PredictForm(PredictLayout.Tensors), [.. arguments.OfType<NamedValue>()]) : null;
    }
}
