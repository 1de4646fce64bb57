using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>Turns records into frames, in a buffer each thread keeps.</summary>
internal sealed class RecordEncoder
{
    private const int KeptBytes = 64 * 1024;

    [ThreadStatic]
    private static RecordEncoder? _mine;

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private readonly Utf8JsonWriter _json;

    private RecordEncoder() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>The frame of a record; it is good until this thread encodes another.</summary>
    /// <exception cref="ArgumentException">The record is too long.</exception>
    public static ReadOnlySpan<byte> Encode(CallRecord record) => Mine().EncodeOne(record, CallRecordJson.Write);

    /// <summary>The frame of an entry of the budgets; it is good until this thread encodes another.</summary>
    public static ReadOnlySpan<byte> Encode(BudgetEntry entry) => Mine().EncodeOne(entry, BudgetEntryJson.Write);

    private static RecordEncoder Mine()
    {
        var encoder = _mine ??= new RecordEncoder();
        if (encoder._buffer.Capacity > KeptBytes)
        {
            encoder = _mine = new RecordEncoder();
        }

        return encoder;
    }

    private ReadOnlySpan<byte> EncodeOne<T>(T record, Action<Utf8JsonWriter, T> write)
    {
        _buffer.ResetWrittenCount();
        _buffer.GetSpan(JournalFrame.Head);
        _buffer.Advance(JournalFrame.Head);
        _json.Reset();
        write(_json, record);
        _json.Flush();
        if (_buffer.WrittenCount - JournalFrame.Head > JournalFrame.LongestPayload)
        {
            throw new ArgumentException($"A record is longer than {JournalFrame.LongestPayload} bytes.", nameof(record));
        }

        var frame = MemoryMarshal.AsMemory(_buffer.WrittenMemory).Span;
        JournalFrame.Seal(frame);
        return frame;
    }
}
