using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenInference;

/// <summary>Encodes the texts of a stream, each as an event.</summary>
internal sealed class GenerateEncoder(Model model, string? id) : FrameEncoder
{
    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        // The protocol has no event for the end: the answer ends.
        if (frame is not JsonFrame { Kind: FrameKind.Data } item)
        {
            return;
        }

        var reader = new Utf8JsonReader(item.Item.Span);
        reader.Read();
        into.Write("data: "u8);
        GenerateWriter.Write(into, model, id, reader.GetString() ?? "");
        into.Write("\n\n"u8);
    }
}
