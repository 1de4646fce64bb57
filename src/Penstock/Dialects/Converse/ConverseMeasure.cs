using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Converse;

/// <summary>Counts what is not text in a conversation: its body is not scanned, but read at once.</summary>
internal static class ConverseMeasure
{
    /// <summary>Measures it.</summary>
    public static InputMeasure Of(ChatInput input)
    {
        var measure = new InputMeasure { Tools = input.Tools.Count };
        foreach (var message in input.Messages)
        {
            Add(message.Parts, ref measure);
        }

        return measure;
    }

    private static void Add(IReadOnlyList<Part> parts, ref InputMeasure measure)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case ImagePart image:
                    measure.Images++;
                    measure.MediaBytes += Length(image.Source);
                    break;
                case AudioPart { Source: MediaInline } sound:
                    var length = Length(sound.Source);
                    measure.Sounds++;
                    measure.MediaBytes += length - (length / 8);
                    break;
                case AudioPart or FilePart:
                    measure.Files++;
                    break;
                case ToolResultPart result:
                    Add(result.Content, ref measure);
                    break;
                default:
                    break;
            }
        }
    }

    private static int Length(MediaSource source) => source is MediaInline inline ? inline.Base64.Length : 0;
}
