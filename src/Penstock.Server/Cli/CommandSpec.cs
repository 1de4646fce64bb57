namespace Penstock.Server.Cli;

/// <summary>What a command is called, takes and answers: its help and its parsing derive from it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it does, in half a line.</param>
internal sealed record CommandSpec(string Name, string Summary)
{
    /// <summary>The ways to write it, without the program's name.</summary>
    public required IReadOnlyList<string> Synopsis { get; init; }

    /// <summary>More of what it does; empty when the summary says all.</summary>
    public string Text { get; init; } = "";

    public int LeastOperands { get; init; }

    public int MostOperands { get; init; }

    /// <summary>What a missing operand is, in words: "a model".</summary>
    public string Operand { get; init; } = "";

    public IReadOnlyList<OptionSpec> Options { get; init; } = [];

    /// <summary>Command lines that work, without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    public required IReadOnlyList<(int Code, string Meaning)> ExitCodes { get; init; }

    /// <summary>The options, help included.</summary>
    public IEnumerable<OptionSpec> AllOptions => Options.Append(OptionSpec.HelpFlag);
}
