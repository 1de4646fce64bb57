using System.Text;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>The console: text or JSON. A reader that went away is no reason to fail.</summary>
internal sealed class ConsoleLogSink(Stream console, TextLogFormatter? text) : ILogSink
{
    private readonly MemoryStream _batch = new();
    private bool _gone;

    /// <inheritdoc/>
    public void Write(LogLine line, ReadOnlySpan<byte> json)
    {
        if (text is null) _batch.Write(json);
        else _batch.Write(Encoding.UTF8.GetBytes(text.Format(line)));
    }

    /// <inheritdoc/>
    public void Flush()
    {
        try
        {
            if (!_gone)
            {
                console.Write(_batch.GetBuffer().AsSpan(0, (int)_batch.Length));
                console.Flush();
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // A closed pipe stays closed.
            _gone = true;
        }

        _batch.SetLength(0);
    }

    /// <inheritdoc/>
    public string? TakeTrouble() => null;

    /// <inheritdoc/>
    public void Dispose() => Flush();
}
