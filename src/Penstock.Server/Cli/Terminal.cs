using Penstock.Config;

namespace Penstock.Server.Cli;

/// <summary>What a command reads and writes.</summary>
internal sealed class Terminal
{
    /// <summary>For text.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>For bytes as they are, on the same output.</summary>
    public required Stream Output { get; init; }

    /// <summary>For mistakes, notes and progress.</summary>
    public required TextWriter Error { get; init; }

    public required Func<Stream> Input { get; init; }

    /// <summary>The environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Whether a person sees the output.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether a person sees the notes, and a line may be written over.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>That of the process.</summary>
    public static Terminal OfProcess() => new()
    {
        Out = Console.Out,
        Output = Console.OpenStandardOutput(),
        Error = Console.Error,
        Input = Console.OpenStandardInput,
        Variables = Settings.ProcessVariables(),
        Time = TimeProvider.System,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>Whether the output is coloured.</summary>
    public bool OutHasColours => OutIsTerminal && Colours;

    /// <summary>A heading of the output.</summary>
    public string Bold(string text) => OutHasColours ? $"\e[1m{text}\e[0m" : text;

    /// <summary>The word before a mistake.</summary>
    public string Red(string text) => ErrorIsTerminal && Colours ? $"\e[31m{text}\e[0m" : text;

    /// <summary>A variable's value; null when it is not set, or empty.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    // https://no-color.org: any value but an empty one.
    private bool Colours => Variable("NO_COLOR") is null && Variable("TERM") != "dumb";
}
