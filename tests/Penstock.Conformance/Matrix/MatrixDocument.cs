using System.Text;

namespace Penstock.Conformance.Matrix;

/// <summary>The matrix as <c>docs/dialects.md</c> has it: a table for each feature, an SDK a row, a provider a column.</summary>
internal static class MatrixDocument
{
    public static string Write(IReadOnlyDictionary<string, IReadOnlyList<MatrixVerdict>> verdicts)
    {
        var text = new StringBuilder();
        var notes = new List<string>();
        foreach (var feature in MatrixFeatures.All)
        {
            text.Append($"### With an SDK: {feature}\n\n| | {string.Join(" | ", MatrixProviders.Names)} |\n|---{string.Concat(Enumerable.Repeat("|---", MatrixProviders.Names.Count))}|\n");
            foreach (var (sdk, cells) in MatrixSdks.All.Select(sdk => (sdk, verdicts[sdk])))
            {
                text.Append($"| {sdk} | {string.Join(" | ", cells.Where(cell => cell.Recording.Feature == feature).Select(cell => Shown(sdk, cell)))} |\n");
            }

            text.Append('\n');
        }

        for (var i = 0; i < notes.Count; i++)
        {
            text.Append($"{i + 1}. {notes[i]}\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";

        string Shown(string sdk, MatrixVerdict verdict)
        {
            if (verdict.Wrong is null)
            {
                return verdict.Recording.SentOnly ? "sent" : "yes";
            }

            if (MatrixReason.Of(sdk, verdict) is not { Text: var reason, Shown: var shown })
            {
                return "**no**";
            }

            if (!notes.Contains(reason))
            {
                notes.Add(reason);
            }

            return $"{shown} ({notes.IndexOf(reason) + 1})";
        }
    }
}
