using System.Runtime.CompilerServices;
using System.Text;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>What reading needs to know of a signature, worked out once.</summary>
internal sealed class PredictPlan
{
    private static readonly ConditionalWeakTable<Signature, PredictPlan> Plans = [];
    private readonly Dictionary<string, int> _inputs;
    private readonly Dictionary<string, int> _columns;

    private PredictPlan(Signature signature)
    {
        Inputs = signature.Inputs;
        IsFunction = signature.Inputs.All(field => field.Json is not null);
        var required = signature.Inputs.Where(field => !field.Optional).ToList();
        Single = required.Count == 1 ? required[0] : signature.Inputs.Count == 1 ? signature.Inputs[0] : null;
        Columns = IsFunction ? [] : ColumnsOf(signature.Inputs);
        _inputs = Index(Inputs.Select(field => field.Name));
        _columns = Index(Columns.Select(column => column.Name));
    }

    internal IReadOnlyList<Field> Inputs { get; }

    /// <summary>Whether it is a C# function's or a JSON service's: its inputs are arguments.</summary>
    internal bool IsFunction { get; }

    /// <summary>The one input that must be given; null when there are several.</summary>
    internal Field? Single { get; }

    /// <summary>The members of a row; none when the model's inputs cannot be given row by row.</summary>
    internal IReadOnlyList<PredictColumn> Columns { get; }

    internal static PredictPlan For(Signature signature) => Plans.GetValue(signature, static key => new PredictPlan(key));

    /// <summary>Which input has a name; -1 when none has.</summary>
    internal int InputOf(string name) => _inputs.GetValueOrDefault(name, -1);

    /// <summary>Which member of a row has a name; -1 when none has.</summary>
    internal int ColumnOf(string name) => _columns.GetValueOrDefault(name, -1);

    /// <summary>How many elements of an input one row has.</summary>
    internal int WidthOf(int input) => Math.Max(1, Inputs[input].Columns.Count);

    /// <summary>What is said of one column of an input; null when nothing is.</summary>
    internal static ColumnRule? RuleOf(Field field, int offset) => offset < field.ColumnRules.Count ? field.ColumnRules[offset] : null;

    /// <summary>What is left of a shape for one row: whether the first dimension counts rows.</summary>
    internal static bool IsBatched(Field field) =>
        field.Columns.Count > 0 ? field.Shape.Count == 2 : field.Shape is [{ Size: null or 1 }, ..];

    // Every input that must be given has named columns, or one value a row: [N, k], [k], [N, 1], [N] or a scalar.
    private static PredictColumn[] ColumnsOf(IReadOnlyList<Field> inputs)
    {
        var columns = new List<PredictColumn>();
        for (var i = 0; i < inputs.Count; i++)
        {
            var field = inputs[i];
            if (field.Columns.Count > 0 && field.Shape.Count is 1 or 2)
            {
                columns.AddRange(field.Columns.Select((name, offset) => Column(field, name, i, offset)));
            }
            else if (!field.AnyRank && (field.Shape is [] or [{ Size: null or 1 }] or [{ Size: null or 1 }, { Size: 1 }]))
            {
                columns.Add(Column(field, field.Name, i, 0));
            }
            else if (!field.Optional)
            {
                return [];
            }
        }

        return columns.DistinctBy(column => column.Name).Count() == columns.Count ? [.. columns] : [];
    }

    private static PredictColumn Column(Field field, string name, int input, int offset) => new(name, input, offset, field.Optional)
    {
        Default = RuleOf(field, offset)?.Default is { } json && !field.Optional ? Encoding.UTF8.GetBytes(json) : null,
    };

    private static Dictionary<string, int> Index(IEnumerable<string> names) =>
        names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
}
