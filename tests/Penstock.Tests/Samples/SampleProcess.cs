using System.Diagnostics;

namespace Penstock.Tests.Samples;

/// <summary>A sample that serves, as a process of its own on a free port, with a data folder of its own.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _data;

    private SampleProcess(Process process, DirectoryInfo data, string address) => (_process, _data, Address) = (process, data, address);

    /// <summary>As in <c>http://127.0.0.1:35123</c>.</summary>
    public string Address { get; }

    /// <summary>Starts it and waits until it says that it listens.</summary>
    public static async Task<SampleProcess> StartAsync(string dll)
    {
        var data = Directory.CreateTempSubdirectory("penstock-sample-");
        var start = new ProcessStartInfo("dotnet", [dll, "--listen", "127.0.0.1:0", "--data", data.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PENSTOCK_", StringComparison.Ordinal) || name is "PORT" or "ASPNETCORE_URLS").ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PENSTOCK_ADMIN_KEY"] = PenstockServer.AdminKey;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The sample did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        const string Before = "Penstock listens on ";
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (line.StartsWith(Before, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new SampleProcess(process, data, line[Before.Length..]);
            }
        }

        throw new InvalidOperationException($"The sample ended before it listened: {await errors}");
    }

    /// <summary>Ends it as SIGTERM does; returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
