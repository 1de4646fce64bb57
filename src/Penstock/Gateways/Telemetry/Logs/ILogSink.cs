namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>Where lines end up. Used by the writer alone, one call at a time; a failure stays inside.</summary>
internal interface ILogSink : IDisposable
{
    /// <summary>Takes a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="json">The same as JSON in UTF-8, with its line feed; valid during the call.</param>
    void Write(LogLine line, ReadOnlySpan<byte> json);

    /// <summary>Hands on what was taken to the operating system.</summary>
    void Flush();

    /// <summary>A sentence for the log when this sink began to fail or works again, once each; null otherwise.</summary>
    string? TakeTrouble();
}
