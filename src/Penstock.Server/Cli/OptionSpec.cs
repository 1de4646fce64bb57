namespace Penstock.Server.Cli;

/// <summary>An option of a command.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What stands for its value in the help; null when it takes none.</param>
/// <param name="Help">What it does, in a line or a few.</param>
internal sealed record OptionSpec(string Name, string? Value, string Help)
{
    public static readonly OptionSpec HelpFlag = new("--help", null, "print this") { Short = "-h" };

    /// <summary>A shorter name.</summary>
    public string? Short { get; init; }

    /// <summary>Whether it may be given more than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>What is wrong with a value, without the option's name; null when it is good.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>A whole number.</summary>
    public static OptionSpec Count(string name, string value, string help, int least) => new(name, value, help)
    {
        Check = text => Numbers.Whole(text) >= least ? null : $"needs a number, not \"{text}\": a whole one of {least} or more",
    };

    /// <summary>A number above zero.</summary>
    public static OptionSpec Rate(string name, string value, string help) => new(name, value, help)
    {
        Check = text => Numbers.Positive(text) is not null ? null : $"needs a number above 0, not \"{text}\"",
    };

    /// <summary>A length of time.</summary>
    public static OptionSpec Time(string name, string value, string help) => new(name, value, help)
    {
        Check = text => Numbers.Time(text) is not null ? null : $"needs a time, not \"{text}\": seconds, or a number with ms, s or m",
    };
}
