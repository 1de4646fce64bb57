using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Writes the events of one stream, each numbered.</summary>
/// <param name="lost">Takes what cannot be carried.</param>
internal sealed class EventOutput(Losses lost) : IDisposable
{
    private IBufferWriter<byte> _output = null!;
    private int _number;

    /// <summary>Stands inside the event that is written.</summary>
    public Utf8JsonWriter Writer { get; } = new(Stream.Null, WireJson.WriterOptions);

    /// <summary>Where events go from now on.</summary>
    public void To(IBufferWriter<byte> output) => _output = output;

    /// <summary>Writes an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="write">Writes its members.</param>
    public void Event(string type, Action write)
    {
        _output.Write("event: "u8);
        _output.Write(Encoding.ASCII.GetBytes(type));
        _output.Write("\ndata: "u8);
        Writer.Reset(_output);
        Writer.WriteStartObject();
        Writer.WriteString("type", type);
        write();
        Writer.WriteNumber("sequence_number", _number++);
        Writer.WriteEndObject();
        Writer.Flush();
        _output.Write("\n\n"u8);
    }

    /// <summary>Says that an item begins.</summary>
    public void Added(OutputItem item) => Item("response.output_item.added", item, "in_progress");

    /// <summary>Says that an item has ended.</summary>
    public void Done(OutputItem item, string status) => Item("response.output_item.done", item, status);

    /// <summary>Writes an event about a summary.</summary>
    public void Summary(string type, OutputItem item, Action write) => Event(type, () =>
    {
        Writer.WriteString("item_id", item.Id);
        Writer.WriteNumber("output_index", item.Index);
        Writer.WriteNumber("summary_index", 0);
        write();
    });

    /// <summary>Writes an event about an item, or about the last piece of a message.</summary>
    public void Piece(string type, OutputItem item, Action write) => Event(type, () =>
    {
        Writer.WriteString("item_id", item.Id);
        Writer.WriteNumber("output_index", item.Index);
        if (item.Kind == "msg")
        {
            Writer.WriteNumber("content_index", item.Parts.Count - 1);
        }

        write();
    });

    /// <summary>Writes the member <c>part</c> of a message's piece.</summary>
    public void WritePart(Part part, List<TokenLogProb> told)
    {
        Writer.WritePropertyName("part");
        new OutputItemWriter(Writer, lost).WritePart(part, told);
    }

    /// <summary>Writes the member <c>part</c> of a summary.</summary>
    public void WriteSummary(string text)
    {
        Writer.WritePropertyName("part");
        new OutputItemWriter(Writer, lost).WriteSummary(text);
    }

    /// <inheritdoc/>
    public void Dispose() => Writer.Dispose();

    private void Item(string type, OutputItem item, string status) => Event(type, () =>
    {
        Writer.WriteNumber("output_index", item.Index);
        Writer.WritePropertyName("item");
        new OutputItemWriter(Writer, lost).Write(item, status);
    });
}
