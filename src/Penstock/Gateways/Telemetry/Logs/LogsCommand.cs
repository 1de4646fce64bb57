using System.Text;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary><c>penstock logs [--follow] [--data DIR] [--lines N]</c>: the newest lines of the log files, and those to come.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="error">Where trouble goes.</param>
/// <param name="readable">Whether to write lines to read (a terminal) or the JSON as it is (a pipe).</param>
/// <param name="colours">Colours in readable lines.</param>
/// <param name="time">Paces <c>--follow</c>.</param>
internal sealed class LogsCommand(TextWriter output, TextWriter error, bool readable, bool colours, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly TextLogFormatter _formatter = new(colours, dates: true);

    /// <summary>Runs the command.</summary>
    /// <param name="dataDirectory">The server's data folder.</param>
    /// <param name="lines">How many of the newest lines.</param>
    /// <param name="follow">Whether to go on until cancelled.</param>
    /// <param name="ct">Ends <paramref name="follow"/>; that is a success.</param>
    /// <returns>The exit code: 0, or 1 when there is no log.</returns>
    public async Task<int> RunAsync(string dataDirectory, int lines, bool follow, CancellationToken ct)
    {
        var folder = LogFileName.Folder(dataDirectory);
        try
        {
            var tail = new LogTail(folder);
            if (!follow && LogFileName.In(folder).Count == 0)
            {
                await error.WriteLineAsync($"No log files in {folder}. Is this the server's data folder? Name it with --data DIR.");
                return 1;
            }

            var read = await WriteAsync(tail.Last(lines));
            using var timer = follow ? new PeriodicTimer(Pace, time) : null;
            while (read && timer is not null && await timer.WaitForNextTickAsync(ct)) read = await WriteAsync(tail.Next());
            return 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"The log files in {folder} cannot be read: {failure.Message}");
            return 1;
        }
    }

    private async Task<bool> WriteAsync(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return true;
        try
        {
            foreach (var line in lines) await output.WriteAsync(readable ? Readable(line) : line + "\n");
            await output.FlushAsync(CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            // `penstock logs | head`: who reads has seen enough.
            return false;
        }
    }

    private string Readable(string line)
    {
        if (LogLineReader.Read(line) is { } record) return _formatter.Format(record);
        var text = new StringBuilder();
        LogText.Append(text, line);
        return text.Append('\n').ToString();
    }
}
