namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Where log records go and how much of them is held.</summary>
internal sealed record PenstockLogOptions
{
    /// <summary>The form on the console.</summary>
    public LogFormat Format { get; init; } = LogFormat.Auto;

    /// <summary>The console's stream; null for none. Standard output unless told otherwise.</summary>
    public Stream? Console { get; init; } = System.Console.OpenStandardOutput();

    /// <summary>Whether <see cref="Console"/> is a terminal: decides <see cref="LogFormat.Auto"/> and colours.</summary>
    public bool ConsoleIsTerminal { get; init; } = !System.Console.IsOutputRedirected;

    /// <summary>Colours on a terminal; the NO_COLOR convention (no-color.org) turns them off.</summary>
    public bool Colours { get; init; } = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>The data folder, in which <c>logs/</c> is made; null for no file.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>A file that has reached this many bytes is followed by the next one of the same day.</summary>
    public long MaxFileBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>How many files are kept; the oldest go first.</summary>
    public int KeepFiles { get; init; } = 14;

    /// <summary>How many records may wait for the writer; see <see cref="LogQueue"/> for what happens then.</summary>
    public int QueueCapacity { get; init; } = 8_192;
}
