using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Conformance.FastApi;
using Penstock.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(FastApiService))]

namespace Penstock.Conformance.FastApi;

/// <summary>A real FastAPI service under uvicorn, on a free port of 127.0.0.1, started when a test first wants it.</summary>
public sealed partial class FastApiService : IAsyncLifetime
{
    // Debian's packages belong to Debian's Python; another one in front of it in PATH does not have them.
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lazy<Task<Uri>> _address;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    public FastApiService() => _address = new Lazy<Task<Uri>>(StartAsync);

    /// <summary>Where it is, with a slash at the end. A test that asks is skipped where the machine has no FastAPI, and fails in CI.</summary>
    public Task<Uri> AddressAsync() => _address.Value;

    /// <summary>What reached its endpoints so far.</summary>
    public async Task<IReadOnlyList<JsonElement>> SeenAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await AddressAsync() };
        return [.. JsonElement.Parse(await client.GetByteArrayAsync("seen")).EnumerateArray()];
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private async Task<Uri> StartAsync()
    {
        if (await MissingAsync() is { } missing)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", missing);
            throw new InvalidOperationException(missing + ", and CI=true");
        }

        // Port 0: uvicorn says which one it got.
        _process = Process.Start(Info("-m", "uvicorn", "service:app", "--host", "127.0.0.1", "--port", "0", "--app-dir", Repository.File("tests", "Penstock.Conformance", "FastApi"), "--no-access-log"))!;
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        return await _listening.Task.WaitAsync(Patience);
    }

    private void Read(string? line)
    {
        if (line is not null && Listening().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri($"http://127.0.0.1:{int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)}/"));
        }
    }

    private static async Task<string?> MissingAsync()
    {
        const string Fix = "FastAPI of Debian's packages is not there (apt-get install python3-fastapi python3-uvicorn uvicorn, as ./test does for root)";
        try
        {
            using var probe = Process.Start(Info("-c", "import fastapi, uvicorn"))!;
            await probe.WaitForExitAsync();
            return probe.ExitCode == 0 ? null : Fix;
        }
        catch (Win32Exception)
        {
            return Fix;
        }
    }

    private static ProcessStartInfo Info(params string[] arguments)
    {
        var info = new ProcessStartInfo(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        info.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        info.Environment.Remove("PYTHONPATH");
        return info;
    }

    [GeneratedRegex(@"Uvicorn running on http://127\.0\.0\.1:(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Listening();
}
