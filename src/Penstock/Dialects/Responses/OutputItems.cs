using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>Puts a message's parts into items, in order: texts and refusals that follow each other are one.</summary>
internal static class OutputItems
{
    /// <summary>The items of a message.</summary>
    public static List<OutputItem> Of(Message message, LogProbs? logProbs, ResponseHead head)
    {
        List<OutputItem> items = [];
        foreach (var part in message.Parts)
        {
            if (part is TextPart or ToolCallPart && part.Signature is { } signature)
            {
                Add(items, head, new ReasoningPart("") { Opaque = ReasoningSeal.OfNext + signature });
            }

            if (items is [.., { Kind: "msg" } last] && part is TextPart or RefusalPart)
            {
                last.Parts.Add(part);
            }
            else
            {
                Add(items, head, part);
            }
        }

        if (logProbs?.Content is { } told && items.Find(item => item.Kind == "msg") is { } said)
        {
            said.LogProbs.AddRange(told);
        }

        return items;
    }

    /// <summary>How the id of an item for a part begins.</summary>
    public static string Kind(Part part) => part switch
    {
        TextPart or RefusalPart => "msg",
        ReasoningPart => "rs",
        ToolCallPart { FreeForm: true } => "ctc",
        ToolCallPart => "fc",
        ImagePart => "ig",
        _ => "",
    };

    private static void Add(List<OutputItem> items, ResponseHead head, Part part)
    {
        var kind = Kind(part);
        var item = new OutputItem(kind, head.ItemId(kind, items.Count), items.Count);
        item.Parts.Add(part);
        items.Add(item);
    }
}
