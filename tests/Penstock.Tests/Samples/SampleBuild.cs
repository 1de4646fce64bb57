using System.Collections.Concurrent;
using System.Diagnostics;

namespace Penstock.Tests.Samples;

/// <summary>Builds each sample once, two at a time at the most.</summary>
public sealed class SampleBuild : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _built = new();
    private readonly SemaphoreSlim _two = new(2);
    private readonly SemaphoreSlim _first = new(1);
    private bool _librariesAreBuilt;

    /// <summary>The program of a sample, as a dll.</summary>
    internal Task<string> BuildAsync(Sample sample) => _built.GetOrAdd(sample.Name, _ => new Lazy<Task<string>>(() => MakeAsync(sample))).Value;

    /// <summary>Runs a program to its end.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await errors);
    }

    public void Dispose()
    {
        _two.Dispose();
        _first.Dispose();
    }

    private async Task<string> MakeAsync(Sample sample)
    {
        // The first builds the libraries for all: two at once would write the same files.
        await _first.WaitAsync();
        if (_librariesAreBuilt)
        {
            _first.Release();
        }

        await _two.WaitAsync();
        try
        {
            // A build that leaves nodes behind would keep its output open for as long as they wait.
            var start = new ProcessStartInfo("dotnet", ["build", sample.File, "--nologo", "-v", "q"]);
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            var (code, output) = await RunAsync(start);
            return code == 0 ? Repository.File("artifacts", "bin", sample.Name + ".cs", "debug", sample.Name + ".dll")
                : throw new InvalidOperationException($"{sample.Name} was not built: {output}");
        }
        finally
        {
            _two.Release();
            if (!_librariesAreBuilt)
            {
                _librariesAreBuilt = true;
                _first.Release();
            }
        }
    }
}
