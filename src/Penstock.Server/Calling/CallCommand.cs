using Penstock.Server.Cli;

namespace Penstock.Server.Calling;

/// <summary><c>penstock call</c>: one call, its answer printed.</summary>
internal sealed class CallCommand : Command
{
    public override CommandSpec Spec { get; } = new("call", "call a model and print its answer")
    {
        Synopsis = ["call MODEL [JSON | @FILE | -] [--url URL] [--key KEY] [-H 'NAME: VALUE']"],
        Text = "The body is JSON, a file's content, or - for the standard input; without one it is {}. An answer is printed\n"
            + "indented on a terminal and as it came otherwise; a stream is printed as it comes.",
        LeastOperands = 1,
        MostOperands = 2,
        Operand = "a model's name",
        Options = [RequestBody.Example, .. CallOptions.All],
        Examples =
        [
            "call iris '{\"sepal_length\":5.1,\"sepal_width\":3.5,\"petal_length\":1.4,\"petal_width\":0.2}'",
            "call iris @rows.json --url https://models.example.org",
            "call iris --example",
        ],
        ExitCodes = [(0, "answered"), (1, "the server refused the call, or its stream failed"), (UsageCode, "the command line is wrong"), (CallOptions.UnreachableCode, "the server cannot be reached, or the answer ended early")],
    };

    public override async Task<int> RunAsync(CommandLine line, Terminal terminal)
    {
        var (server, mistake) = CallOptions.Read(line, terminal);
        if (server is null)
        {
            return await RefuseAsync(terminal, mistake!);
        }

        using var stop = new Interrupt();
        using var client = new ServerClient(server, terminal);
        try
        {
            (var body, mistake) = await RequestBody.ReadAsync(line, terminal, stop.Token);
            if (mistake is not null)
            {
                return await RefuseAsync(terminal, mistake);
            }

            if (line.Has(RequestBody.Example.Name))
            {
                var (example, code) = await client.ExampleAsync(line.Operands[0], stop.Token);
                if (example is null)
                {
                    return code;
                }

                await terminal.Error.WriteLineAsync($"sent {Json.Compact(example)}");
                body = System.Text.Encoding.UTF8.GetBytes(Json.Compact(example));
            }

            return await CallAsync(client, line.Operands[0], body ?? "{}"u8.ToArray(), terminal, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return CallOptions.InterruptedCode;
        }
    }

    private static async Task<int> CallAsync(ServerClient client, string model, byte[] body, Terminal terminal, CancellationToken ct)
    {
        using var answer = await client.PostAsync(ModelPath.Invoke(model), body, ct);
        if (answer is null)
        {
            return CallOptions.UnreachableCode;
        }

        try
        {
            return !answer.IsSuccessStatusCode ? await client.RefusedAsync(answer, ct)
                : await new AnswerPrinter(terminal).PrintAsync(answer, ct) ? 0 : 1;
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            await client.SayAsync($"the answer ended early: {problem.Message}");
            return CallOptions.UnreachableCode;
        }
    }
}
