using System.Text;
using Penstock.Server.Calling;
using Penstock.Server.Cli;
using Penstock.Server.Inspecting;
using Penstock.Server.Measuring;
using Penstock.Server.Serving;

namespace Penstock.Tests.Server;

/// <summary>The program's commands, in this process, over a terminal in memory.</summary>
internal sealed class TestTerminal(bool isTerminal = false, params (string Name, string Value)[] variables)
{
    private readonly MemoryStream _out = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public string Input { get; init; } = "";

    public string Out => Encoding.UTF8.GetString(_out.ToArray());

    public string Error => _error.ToString();

    public static Dispatcher NewProgram() =>
        new(new ServeCommand(), new InspectCommand(), new CallCommand(), new BenchCommand(), new LogsCommand(), new AuditCommand(), new AdminKeyCommand());

    /// <summary>Runs a command line; the result is the exit code.</summary>
    public async Task<int> RunAsync(params string[] args)
    {
        await using var writer = new StreamWriter(_out, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true, NewLine = "\n" };
        return await NewProgram().RunAsync(args, new Terminal
        {
            Out = writer,
            Output = _out,
            Error = _error,
            Input = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
            Variables = variables.ToDictionary(pair => pair.Name, pair => pair.Value),
            Time = TimeProvider.System,
            OutIsTerminal = isTerminal,
            ErrorIsTerminal = isTerminal,
        });
    }
}
