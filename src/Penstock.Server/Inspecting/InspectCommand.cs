using System.Text.Json.Nodes;
using Penstock.Onnx;
using Penstock.Server.Calling;
using Penstock.Server.Cli;
using Penstock.Server.Serving;

namespace Penstock.Server.Inspecting;

/// <summary><c>penstock inspect</c>: what a model takes and gives.</summary>
internal sealed class InspectCommand : Command
{
    private static readonly OptionSpec AsJson = new("--json", null, "print JSON");

    public override CommandSpec Spec { get; } = new("inspect", "print what a model takes and gives")
    {
        Synopsis = ["inspect FILE.onnx [--json]", "inspect MODEL --url URL [--key KEY] [--json]"],
        Text = "Of a file: its inputs and outputs, what it says of itself, whether calls can be batched, and a body that it takes.\n"
            + "No server is needed. With --url: a model that is served there.",
        LeastOperands = 1,
        MostOperands = 1,
        Operand = "an ONNX file, or a model's name with --url",
        Options = [AsJson, .. CallOptions.All],
        Examples = ["inspect iris.onnx", "inspect iris.onnx --json | jq .inputs", "inspect iris --url http://127.0.0.1:8080"],
        ExitCodes = [(0, "printed"), (1, "the file does not load or cannot be served, or the server refused"), (UsageCode, "the command line is wrong"), (CallOptions.UnreachableCode, "the server cannot be reached")],
    };

    public override Task<int> RunAsync(CommandLine line, Terminal terminal) =>
        line.Has(CallOptions.Url.Name) ? ServedAsync(line, terminal) : FileAsync(line, terminal);

    private static async Task<int> FileAsync(CommandLine line, Terminal terminal)
    {
        var file = line.Operands[0];
        if (!File.Exists(file))
        {
            return await RefuseAsync(terminal, $"{file}: there is no such file. For a model that is served, name the server: --url http://127.0.0.1:8080.");
        }

        try
        {
            using var notice = new LoadingNotice(() => file, terminal);
            var (report, problem) = await Task.Run(() => FileReport.Of(file));
            notice.Dispose();
            Print(report, line, terminal);
            if (problem is not null)
            {
                await terminal.Error.WriteLineAsync(problem);
            }

            return problem is null ? 0 : 1;
        }
        catch (Exception exception) when (exception is OnnxException or IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task<int> ServedAsync(CommandLine line, Terminal terminal)
    {
        var (server, mistake) = CallOptions.Read(line, terminal);
        if (server is null)
        {
            return await RefuseAsync(terminal, mistake!);
        }

        using var stop = new Interrupt();
        using var client = new ServerClient(server, terminal);
        var answer = await client.GetAsync(ModelPath.Of(line.Operands[0]), stop.Token);
        if (answer.Json is not JsonObject report)
        {
            return answer.ExitCode;
        }

        var (document, _) = await client.GetAsync("/openapi/v1.json", stop.Token);
        report["example"] = document is null ? null : ServerClient.ExampleIn(document, line.Operands[0]);
        Print(report, line, terminal);
        return 0;
    }

    private static void Print(JsonObject report, CommandLine line, Terminal terminal)
    {
        if (line.Has(AsJson.Name))
        {
            terminal.Out.WriteLine(terminal.OutIsTerminal ? Json.Pretty(report) : Json.Compact(report));
        }
        else
        {
            new ReportText(terminal).Print(report);
        }
    }
}
