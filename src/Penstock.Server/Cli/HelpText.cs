using System.Text;

namespace Penstock.Server.Cli;

/// <summary>Writes what <c>--help</c> prints.</summary>
internal static class HelpText
{
    /// <summary>One command's help.</summary>
    public static string Of(CommandSpec spec)
    {
        var text = new StringBuilder();
        for (var i = 0; i < spec.Synopsis.Count; i++)
        {
            text.Append(i == 0 ? "Usage: penstock " : "       penstock ").Append(spec.Synopsis[i]).Append('\n');
        }

        text.Append('\n').Append(Sentence(spec.Summary)).Append('\n');
        if (spec.Text.Length > 0)
        {
            text.Append(spec.Text).Append('\n');
        }

        text.Append("\nOptions:\n");
        Table(text, spec.AllOptions.Select(option => ((option.Short is { } brief ? $"{option.Name}, {brief}" : option.Name) + (option.Value is { } value ? " " + value : ""), option.Help)));
        if (spec.Examples.Count > 0)
        {
            text.Append("\nExamples:\n").AppendJoin("", spec.Examples.Select(example => $"  penstock {example}\n"));
        }

        text.Append("\nExit codes:\n");
        Table(text, spec.ExitCodes.Select(code => (code.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), code.Meaning)));
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>The list of commands.</summary>
    public static string Of(IReadOnlyList<CommandSpec> commands)
    {
        var text = new StringBuilder("Usage: penstock COMMAND [options]\n       penstock [options]      serve what ./penstock.yaml says\n\nCommands:\n");
        Table(text, commands.Select(command => (command.Name, command.Summary)));
        text.Append("\n`penstock COMMAND --help` says more of each. `penstock --version` prints the version.\n\n");
        text.Append("Start with:\n  penstock serve model.onnx\n  penstock inspect model.onnx");
        return text.ToString();
    }

    private static void Table(StringBuilder text, IEnumerable<(string Left, string Right)> rows)
    {
        var all = rows.ToArray();
        var width = all.Max(row => row.Left.Length);
        foreach (var (left, right) in all)
        {
            var lines = right.Split('\n');
            text.Append("  ").Append(left.PadRight(width)).Append("  ").Append(lines[0]).Append('\n');
            foreach (var line in lines.Skip(1))
            {
                text.Append(' ', width + 4).Append(line).Append('\n');
            }
        }
    }

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..] + ".";
}
