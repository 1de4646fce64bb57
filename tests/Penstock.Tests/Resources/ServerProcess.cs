using System.Diagnostics;

namespace Penstock.Tests.Resources;

/// <summary>The real server as a process of its own, to be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ServerProcess(Process process, Uri address, Task<string> output, Task<string> errors) => (_process, Address, _output, _errors) = (process, address, output, errors);

    public Uri Address { get; }

    /// <summary>Starts the server that was built in the same configuration as this test, and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(string configFile, string dataFolder) => StartAsync(["--config", configFile, "--data", dataFolder]);

    /// <summary>Starts it with these arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Further variables; none of Penstock's own is inherited.</param>
    public static async Task<ServerProcess> StartAsync(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var server = Repository.File("artifacts", "bin", "Penstock.Server", configuration, "Penstock.Server.dll");
        if (!File.Exists(server))
        {
            throw new FileNotFoundException($"Build the solution first: there is no {server}.");
        }

        var start = new ProcessStartInfo("dotnet", [server, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PENSTOCK_", StringComparison.Ordinal) || name is "PORT" or "ASPNETCORE_URLS").ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PENSTOCK_ADMIN_KEY"] = PenstockServer.AdminKey;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        const string Before = "Penstock listens on ";
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (line.StartsWith(Before, StringComparison.Ordinal))
            {
                // Whatever it says later is read away, so that it never waits for a reader.
                return new ServerProcess(process, new Uri(line[Before.Length..] + "/"), process.StandardOutput.ReadToEndAsync(), errors);
            }
        }

        throw new InvalidOperationException($"The server ended before it listened: {await errors}");
    }

    /// <summary>SIGTERM; returns what the server said, after its address, when it has ended by itself.</summary>
    public async Task<string> EndAsync()
    {
        using var term = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return await _output + await _errors;
    }

    /// <summary>SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
