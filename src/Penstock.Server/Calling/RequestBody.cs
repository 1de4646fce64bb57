using System.Text;
using Penstock.Server.Cli;

namespace Penstock.Server.Calling;

/// <summary>The body of a call, from the command line, a file, the standard input or the model's own example.</summary>
internal static class RequestBody
{
    public static readonly OptionSpec Example = new("--example", null, "send the example of the model's documentation");

    /// <summary>The body; null with a mistake when there is none, and without one when it is not given.</summary>
    public static async Task<(byte[]? Body, string? Mistake)> ReadAsync(CommandLine line, Terminal terminal, CancellationToken ct)
    {
        if (line.Operands.Count < 2)
        {
            return (null, null);
        }

        var text = line.Operands[1];
        if (line.Has(Example.Name))
        {
            return (null, "A body and --example are given. Give one of them.");
        }

        if (text == "-")
        {
            using var read = new MemoryStream();
            await using var input = terminal.Input();
            await input.CopyToAsync(read, ct);
            return (read.ToArray(), null);
        }

        if (!text.StartsWith('@'))
        {
            return (Encoding.UTF8.GetBytes(text), null);
        }

        try
        {
            return (await File.ReadAllBytesAsync(text[1..], ct), null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (null, $"{text[1..]} cannot be read: {problem.Message}");
        }
    }
}
