namespace Penstock.Tests.Samples;

/// <summary>A one-file program below samples/, and what its first lines say of it.</summary>
internal sealed record Sample(string Name, IReadOnlyList<(string Command, string Answer)> Calls, string? Prints)
{
    private const string Indent = "//     ";

    /// <summary>Its source.</summary>
    public string File => Repository.File("samples", Name + ".cs");

    /// <summary>Every sample there is.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.GetFiles(Repository.File("samples"), "*.cs").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).OfType<string>()];

    /// <summary>Reads its first lines: an indented block is a command, the one below "It answers:" what comes of it.</summary>
    public static Sample Read(string name)
    {
        var calls = new List<(string, string)>();
        string? prints = null, command = null, heading = null;
        var block = new List<string>();
        foreach (var line in System.IO.File.ReadLines(Repository.File("samples", name + ".cs")))
        {
            if (line.StartsWith(Indent, StringComparison.Ordinal) || line == "//")
            {
                block.Add(line.Length > Indent.Length ? line[Indent.Length..] : "");
                continue;
            }

            var text = string.Join('\n', block);
            if (heading == "// It answers:")
            {
                calls.Add((command ?? throw new InvalidDataException($"{name}: an answer to no command."), text));
            }
            else if (heading == "// It prints:")
            {
                prints = text;
            }

            command = text;
            heading = line;
            block.Clear();
            if (!line.StartsWith("//", StringComparison.Ordinal))
            {
                break;
            }
        }

        return new Sample(name, calls, prints);
    }
}
