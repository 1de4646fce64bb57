using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Writes the pieces of one stream, each a JSON object of the family's own.</summary>
internal abstract class NativePieces : IDisposable
{
    private TokenUsage? _usage;

    /// <summary>What could not be carried so far.</summary>
    public abstract Losses Lost { get; }

    /// <summary>The pieces for some chunks.</summary>
    public IEnumerable<byte[]> Write(IReadOnlyList<ChatChunk> chunks)
    {
        foreach (var usage in chunks.OfType<UsageChunk>())
        {
            _usage = usage.Usage;
        }

        return WriteChunks(chunks);
    }

    /// <summary>The last pieces; Bedrock's own figures stand in the very last.</summary>
    /// <param name="latency">How long the call took.</param>
    public IEnumerable<byte[]> WriteEnd(TimeSpan latency)
    {
        byte[][] pieces = [.. WriteLast(_usage)];
        if (pieces.Length > 0)
        {
            pieces[^1] = Measured(pieces[^1], latency);
        }

        return pieces;
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>The pieces for some chunks.</summary>
    protected abstract IEnumerable<byte[]> WriteChunks(IReadOnlyList<ChatChunk> chunks);

    /// <summary>The last pieces.</summary>
    protected abstract IEnumerable<byte[]> WriteLast(TokenUsage? usage);

    /// <summary>A piece.</summary>
    protected static byte[] Piece(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(buffer, WireJson.WriterOptions);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private byte[] Measured(byte[] piece, TimeSpan latency)
    {
        var metrics = Piece(writer =>
        {
            writer.WriteStartObject("amazon-bedrock-invocationMetrics");
            if (_usage is { } usage)
            {
                writer.WriteNumber("inputTokenCount", usage.Input - usage.CachedInput - usage.CacheWriteInput);
                writer.WriteNumber("outputTokenCount", usage.Output);
                writer.WriteNumber("cacheReadInputTokenCount", usage.CachedInput);
                writer.WriteNumber("cacheWriteInputTokenCount", usage.CacheWriteInput);
            }

            writer.WriteNumber("invocationLatency", (long)latency.TotalMilliseconds);
            writer.WriteEndObject();
        });
        return [.. piece.AsSpan(0, piece.Length - 1), .. piece.Length > 2 ? ","u8 : default, .. metrics.AsSpan(1)];
    }
}
