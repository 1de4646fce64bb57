using System.Buffers;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Models;

/// <summary>Encodes the items of one stream.</summary>
internal sealed class ItemEncoder(ItemForm form) : FrameEncoder
{
    private bool _begun;

    public override void Write(Frame frame, IBufferWriter<byte> into)
    {
        if (frame.Kind == FrameKind.Terminal)
        {
            into.Write(form == ItemForm.List ? _begun ? "]"u8 : "[]"u8 : default);
            return;
        }

        if (frame is not JsonFrame item)
        {
            return;
        }

        into.Write(form switch { ItemForm.Events => "data: "u8, ItemForm.List => _begun ? ","u8 : "["u8, _ => default });
        into.Write(item.Item.Span);
        into.Write(form switch { ItemForm.Events => "\n\n"u8, ItemForm.Lines => "\n"u8, _ => default });
        _begun = true;
    }
}
