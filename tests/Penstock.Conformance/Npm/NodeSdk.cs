using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Penstock.Tests;

namespace Penstock.Conformance.Npm;

/// <summary>The official SDKs for JavaScript, run by node; installed once into the artifacts folder, as the lock file says.</summary>
internal static class NodeSdk
{
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RunPatience = TimeSpan.FromSeconds(60);
    private static readonly string Source = Repository.File("tests", "Penstock.Conformance", "node");
    private static readonly string Folder = Repository.File("artifacts", "conformance-node");
    private static readonly Lazy<Task> Installed = new(InstallAsync);
    private static readonly string[] Foreign = ["OPENAI_", "ANTHROPIC_", "AWS_", "GOOGLE_", "GEMINI_", "CO_", "COHERE_", "MISTRAL_", "LANGCHAIN_", "LANGSMITH_"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs calls one after the other in one process.</summary>
    public static Task<IReadOnlyList<NodeResult>> RunAsync(ReplayServer server, params IReadOnlyList<NodeCall> calls) =>
        RunAsync(server, calls, Task.CompletedTask);

    /// <summary>Runs one call.</summary>
    /// <param name="server">The Penstock to call.</param>
    /// <param name="call">The call.</param>
    /// <param name="leave">Ends when a call that is to be given up shall be.</param>
    public static async Task<NodeResult> RunAsync(ReplayServer server, NodeCall call, Task leave) => (await RunAsync(server, [call], leave))[0];

    private static async Task<IReadOnlyList<NodeResult>> RunAsync(ReplayServer server, IReadOnlyList<NodeCall> calls, Task leave)
    {
        return await RunAsync<IReadOnlyList<NodeResult>>("openai.mjs", new { baseURL = server.BaseAddress, calls }, leave);
    }

    /// <summary>Runs a script of the folder <c>node</c>: JSON in on the first line of its input, JSON out.</summary>
    /// <param name="script">The script.</param>
    /// <param name="input">What it gets; names are written in camel case.</param>
    /// <param name="leave">When it ends, the script gets a second line; null for none to wait for.</param>
    public static async Task<T> RunAsync<T>(string script, object input, Task? leave = null)
    {
        await Installed.Value;
        var output = await RunAsync("node", [script], JsonSerializer.Serialize(input, Json), leave ?? Task.CompletedTask, RunPatience);
        return JsonSerializer.Deserialize<T>(output, Json)!;
    }

    /// <summary>Starts a script of the folder <c>node</c> that goes on until its input ends; what it complains of is dropped.</summary>
    public static async Task<Process> StartAsync(string script)
    {
        await Installed.Value;
        var process = Start(Information("node", [script]));
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.EnumerateFiles(Source))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        // Written last, so that half an installation is done again.
        var stamp = Path.Combine(Folder, "installed.sha256");
        var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted)
        {
            return;
        }

        await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "", Task.CompletedTask, InstallPatience);
        await File.WriteAllTextAsync(stamp, wanted);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input, Task next, TimeSpan patience)
    {
        var start = Information(program, arguments);
        using var process = Start(start);
        using var late = new CancellationTokenSource(patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(late.Token), process.StandardError.ReadToEndAsync(late.Token));
            await process.StandardInput.WriteAsync(input + "\n");
            await process.StandardInput.FlushAsync(late.Token);
            await next.WaitAsync(late.Token);
            await process.StandardInput.WriteAsync("\n");
            process.StandardInput.Close();
            await process.WaitForExitAsync(late.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException($"`{program} {string.Join(' ', arguments)}` ended with {process.ExitCode}: {await errors}{await output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{program} {string.Join(' ', arguments)}` did not end within {patience.TotalSeconds} s.");
        }
    }

    private static ProcessStartInfo Information(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => Foreign.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToArray())
        {
            // The shell's own keys and addresses must not reach an SDK.
            start.Environment.Remove(name);
        }

        return start;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"These tests need '{start.FileName}', which was not found. Install Node.js 20 or newer, which brings node and npm.");
        }
    }
}
