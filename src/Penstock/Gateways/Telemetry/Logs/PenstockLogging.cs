using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// The log of the process: usable before a host is built and after it is gone. Dispose it last; what waits is written then,
/// and also when the process exits or dies of an exception without that.
/// </summary>
internal sealed class PenstockLogging : IDisposable
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(2);

    private readonly LogQueue _queue;
    private readonly LogWriter _writer;

    private PenstockLogging(PenstockLogOptions options, LogLevelSwitch levels, LogScrubber scrubber, TimeProvider time)
    {
        _queue = new LogQueue(options.QueueCapacity);
        _writer = new LogWriter(_queue, scrubber, Sinks(options), time);
        Provider = new PenstockLoggerProvider(_queue, levels, time);
        Loggers = new LoggerFactory([Provider], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
    }

    /// <summary>What a host's logging takes (see <see cref="PenstockLoggingBuilder"/>).</summary>
    public PenstockLoggerProvider Provider { get; }

    /// <summary>Loggers outside of a host: start-up, configuration mistakes, the end.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>Opens the console and the file, and starts the writer.</summary>
    public static PenstockLogging Start(PenstockLogOptions options, LogLevelSwitch levels, LogScrubber scrubber, TimeProvider time) =>
        new(options, levels, scrubber, time);

    /// <summary>Writes what waits now, on this thread.</summary>
    public void Flush() => _writer.Flush(ExitLimit);

    /// <summary>Writes what waits and closes the file.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        Loggers.Dispose();
        _writer.Dispose();
    }

    private static List<ILogSink> Sinks(PenstockLogOptions options)
    {
        List<ILogSink> sinks = [];
        if (options.Console is { } console)
        {
            var text = options.Format == LogFormat.Text || (options.Format == LogFormat.Auto && options.ConsoleIsTerminal);
            sinks.Add(new ConsoleLogSink(
                console, text ? new TextLogFormatter(options.ConsoleIsTerminal && options.Colours, dates: false) : null));
        }

        if (options.DataDirectory is { } data)
        {
            sinks.Add(new RollingLogFile(LogFileName.Folder(data), options.MaxFileBytes, options.KeepFiles));
        }

        return sinks;
    }

    private void OnExit(object? sender, EventArgs e) => Flush();

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs e)
    {
        Loggers.CreateLogger(LogWriter.Category).UnhandledException(e.ExceptionObject as Exception);
        Flush();
    }
}
