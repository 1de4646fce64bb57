using System.Buffers;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Streams;

/// <summary>Writes the events of one stream in a dialect.</summary>
internal interface IChunkWriter : IDisposable
{
    /// <summary>What could not be carried so far.</summary>
    Losses Lost { get; }

    /// <summary>Writes the events of some chunks.</summary>
    void Write(IBufferWriter<byte> output, IReadOnlyList<ChatChunk> chunks);

    /// <summary>Writes the last events.</summary>
    void WriteEnd(IBufferWriter<byte> output);
}
