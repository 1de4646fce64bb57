using Penstock.Config;

namespace Penstock.Server.Cli;

/// <summary>A command line as it was understood.</summary>
/// <param name="Command">The command.</param>
/// <param name="Operands">What is no option, in order.</param>
internal sealed record CommandLine(CommandSpec Command, IReadOnlyList<string> Operands)
{
    private readonly ILookup<string, string> _values = Array.Empty<string>().ToLookup(name => name);

    private CommandLine(CommandSpec command, IReadOnlyList<string> operands, List<(string Name, string Value)> values)
        : this(command, operands) => _values = values.ToLookup(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    public bool AsksForHelp => Has(OptionSpec.HelpFlag.Name);

    public bool Has(string option) => _values.Contains(option);

    /// <summary>An option's value; the last one when it was given again.</summary>
    public string? Value(string option) => _values[option].LastOrDefault();

    public IReadOnlyList<string> Values(string option) => [.. _values[option]];

    public int? Count(string option) => Value(option) is { } text ? Numbers.Whole(text) : null;

    public double? Rate(string option) => Value(option) is { } text ? Numbers.Positive(text) : null;

    public TimeSpan? Time(string option) => Value(option) is { } text ? Numbers.Time(text) : null;

    /// <summary>Reads a command's arguments, the command's own name not among them.</summary>
    public static (CommandLine? Line, string? Mistake) Read(CommandSpec command, ReadOnlySpan<string> args)
    {
        var operands = new List<string>();
        var values = new List<(string, string)>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                operands.AddRange(args[(i + 1)..]);
                break;
            }

            if (!args[i].StartsWith('-') || args[i] == "-")
            {
                operands.Add(args[i]);
                continue;
            }

            var cut = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i].IndexOf('=', StringComparison.Ordinal) : -1;
            var (name, value) = cut > 0 ? (args[i][..cut], args[i][(cut + 1)..]) : (args[i], null);
            if (command.AllOptions.FirstOrDefault(option => option.Name == name || option.Short == name) is not { } option)
            {
                return (null, $"{name} is not an option here. {NearMiss.Hint(name, command.AllOptions.Select(known => known.Name))}{MoreOf(command)}");
            }

            if (option == OptionSpec.HelpFlag)
            {
                return (new CommandLine(command, [], [(option.Name, "")]), null);
            }

            if (option.Value is null)
            {
                if (value is not null)
                {
                    return (null, $"{name} takes no value. Write {name} alone.");
                }

                values.Add((option.Name, ""));
                continue;
            }

            value ??= i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "";
            if (Wrong(option, value, values) is { } wrong)
            {
                return (null, wrong);
            }

            values.Add((option.Name, value));
        }

        return operands.Count > command.MostOperands ? (null, $"{operands[command.MostOperands]} is not expected here. {MoreOf(command)}")
            : operands.Count < command.LeastOperands ? (null, $"{command.Name} needs {command.Operand}. {MoreOf(command)}")
            : (new CommandLine(command, operands, values), null);
    }

    private static string? Wrong(OptionSpec option, string value, List<(string Name, string Value)> before) =>
        value.Length == 0 ? $"{option.Name} needs a value. Write {option.Name} {option.Value}."
        : !option.Repeats && before.Exists(pair => pair.Name == option.Name) ? $"{option.Name} is given twice. Give it once."
        : option.Check?.Invoke(value) is { } problem ? $"{option.Name} {problem}."
        : null;

    private static string MoreOf(CommandSpec command) => $"`penstock {command.Name} --help` lists what there is.";
}
