using System.Runtime.CompilerServices;
using Penstock.Dialects.Predict;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>A signature as the protocol has it, made of the one signature there is.</summary>
internal sealed class WireSignature
{
    private static readonly ConditionalWeakTable<Signature, WireSignature> Known = [];
    private readonly Dictionary<string, int> _inputs;
    private readonly Dictionary<string, int> _outputs;

    private WireSignature(Signature signature)
    {
        Source = signature;
        IsFunction = PredictPlan.For(signature).IsFunction;
        Inputs = [.. signature.Inputs.Select(Wire)];
        Outputs = [.. signature.Outputs.Select(Wire)];
        _inputs = Index(Inputs);
        _outputs = Index(Outputs);
    }

    internal Signature Source { get; }

    /// <summary>Whether it is a function's: its inputs are arguments.</summary>
    internal bool IsFunction { get; }

    internal IReadOnlyList<WireField> Inputs { get; }

    internal IReadOnlyList<WireField> Outputs { get; }

    internal static WireSignature Of(Signature signature) => Known.GetValue(signature, static key => new WireSignature(key));

    /// <summary>Which input has a name; -1 when none has.</summary>
    internal int InputOf(string name) => _inputs.GetValueOrDefault(name, -1);

    /// <summary>Which output has a name; -1 when none has.</summary>
    internal int OutputOf(string name) => _outputs.GetValueOrDefault(name, -1);

    private WireField Wire(Field field) => new(field, this switch
    {
        { IsFunction: true } => new Field
        {
            Name = field.Name,
            Type = field.Type == DataType.Json ? DataType.Bytes : field.Type,
            Shape = [new Dimension(1)],
        },

        // ZipMap: one map a row, from class to probability. How many classes there are only the file knows.
        _ when field.Type == DataType.Json => field with
        {
            Type = DataType.Fp32,
            Shape = [new Dimension(null), new Dimension(field.Classes.Count > 0 ? field.Classes.Count : null)],
        },
        _ => field,
    });

    private static Dictionary<string, int> Index(IReadOnlyList<WireField> fields) =>
        fields.Select((field, index) => (field.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
}
