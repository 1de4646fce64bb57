using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Governed;

/// <summary>
/// Walks over a value as <see cref="Utf8JsonReader.Skip"/> does, and counts the pictures, sounds, films and documents in it: their bytes are no text, and
/// what they cost does not hang on them. It goes by the names that the dialects give their members, so that no text can pass for a picture; a name that
/// means something else somewhere makes the bound looser, never unsound.
/// </summary>
internal static class MediaWalk
{
    private enum Medium
    {
        None,
        Image,
        Images,
        Sound,
        Video,
        File,
        Source,
        Inline,
        Referred,
        Hosted,
    }

    /// <summary>Walks over a member whose name the reader stands on, to the end of its value.</summary>
    public static void Member(ref Utf8JsonReader reader, ref InputMeasure measure)
    {
        var medium = MediumOf(ref reader);
        reader.Read();
        if (medium != Medium.None)
        {
            Count(ref reader, medium, onlyImages: false, ref measure);
        }

        Value(ref reader, ref measure);
    }

    /// <summary>Walks over the value the reader stands on, to its end.</summary>
    public static void Value(ref Utf8JsonReader reader, ref InputMeasure measure)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        // The depth of the block that said it is a picture, so that an address in it is one.
        var (depth, images) = (reader.CurrentDepth, -1);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                images = reader.CurrentDepth < images ? -1 : images;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var at = reader.CurrentDepth;
                if (reader.ValueTextEquals("type"u8))
                {
                    reader.Read();
                    images = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("image"u8) ? at : images == at ? -1 : images;
                }
                else if (MediumOf(ref reader) is var medium and not Medium.None)
                {
                    reader.Read();
                    Count(ref reader, medium, images == at, ref measure);
                }
            }
        }
    }

    // By length first: nearly all names are none of these.
    private static Medium MediumOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            return Escaped(ref reader);
        }

        return MediumOf(reader.ValueSpan);
    }

    private static Medium Escaped(ref Utf8JsonReader reader)
    {
        Span<byte> name = stackalloc byte[128];
        return reader.ValueSpan.Length > name.Length ? Medium.None : MediumOf(name[..reader.CopyString(name)]);
    }

    private static Medium MediumOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 => name.SequenceEqual("image"u8) ? Medium.Image : name.SequenceEqual("audio"u8) ? Medium.Sound : name.SequenceEqual("video"u8) ? Medium.Video : Medium.None,
        6 => name.SequenceEqual("source"u8) ? Medium.Source : name.SequenceEqual("images"u8) ? Medium.Images : Medium.None,
        7 => name.SequenceEqual("file_id"u8) ? Medium.Referred : Medium.None,
        8 => name.SequenceEqual("fileData"u8) ? Medium.Inline : name.SequenceEqual("document"u8) ? Medium.File : name.SequenceEqual("file_url"u8) ? Medium.Referred : Medium.None,
        9 => name.SequenceEqual("image_url"u8) ? Medium.Image : name.SequenceEqual("file_data"u8) ? Medium.Inline
            : name.SequenceEqual("video_url"u8) ? Medium.Video : name.SequenceEqual("audio_url"u8) ? Medium.Referred : Medium.None,
        10 => name.SequenceEqual("inlineData"u8) ? Medium.Inline : name.SequenceEqual("systemTool"u8) ? Medium.Hosted : Medium.None,
        11 => name.SequenceEqual("inline_data"u8) ? Medium.Inline : name.SequenceEqual("input_audio"u8) ? Medium.Sound : Medium.None,
        _ => Medium.None,
    };

    // The reader moves over none of the value: whoever called walks over it, as there may be more in it.
    private static void Count(ref Utf8JsonReader reader, Medium medium, bool onlyImages, ref InputMeasure measure)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            CountText(reader, medium, ref measure);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            CountObject(ref reader, medium, onlyImages, ref measure);
        }
        else if (medium == Medium.Images && reader.TokenType == JsonTokenType.StartArray)
        {
            var inside = reader;
            while (inside.Read() && inside.TokenType == JsonTokenType.String)
            {
                CountText(inside, Medium.Image, ref measure);
            }
        }
    }

    // An address, or the thing itself as one ("data:…").
    private static void CountText(in Utf8JsonReader reader, Medium medium, ref InputMeasure measure)
    {
        var inlined = reader.ValueSpan.StartsWith("data:"u8) ? reader.ValueSpan.Length : 0;
        switch (medium)
        {
            case Medium.Image:
                measure.Images++;
                measure.MediaBytes += inlined;
                break;
            case Medium.Video:
                measure.Videos++;
                measure.MediaBytes += inlined;
                break;
            case Medium.Inline or Medium.Referred:
                measure.Files++;
                break;
            default:
                break;
        }
    }

    private static void CountObject(ref Utf8JsonReader reader, Medium medium, bool onlyImages, ref InputMeasure measure)
    {
        switch (medium)
        {
            case Medium.Hosted:
                measure.IsOpen = true;
                return;
            case Medium.Image or Medium.Sound or Medium.Video or Medium.File:
                CountThing(ref reader, medium, ref measure);
                return;
            case Medium.Source or Medium.Inline:
                CountSource(ref reader, medium, onlyImages, ref measure);
                return;
            default:
                // An object of such a name in Voyage's and vLLM's forms is an address.
                measure.Files += medium == Medium.Referred ? 1 : 0;
                return;
        }
    }

    // OpenAI's {"url"}, {"data","format"} and {"id"}, Bedrock's {"source":{"bytes"}}.
    private static void CountThing(ref Utf8JsonReader reader, Medium medium, ref InputMeasure measure)
    {
        var look = new Contents(reader);
        if (!look.HasSource && !look.HasUrl && look.Data == 0 && !look.HasId)
        {
            return;
        }

        switch (medium)
        {
            case Medium.Image:
                measure.Images++;
                measure.MediaBytes += look.Data;
                break;
            case Medium.Video:
                measure.Videos++;
                measure.MediaBytes += look.Data;
                break;
            case Medium.Sound when look.Data > 0:
                measure.Sounds++;
                measure.MediaBytes += look.Data - (look.Data / 8);
                break;
            default:
                // A document's bytes may be text, and stay counted as such.
                measure.Files++;
                break;
        }

        // What was counted is not met again on the way through it.
        reader.Skip();
    }

    // Anthropic's {"type","media_type","data"} and Gemini's {"mimeType","data"} or {"mimeType","fileUri"}.
    private static void CountSource(ref Utf8JsonReader reader, Medium medium, bool onlyImages, ref InputMeasure measure)
    {
        var look = new Contents(reader);
        if (medium == Medium.Source && !look.HasType)
        {
            return;
        }

        var isText = look.IsPlain || (look.IsTextType && look.Data > 0);
        if (isText)
        {
            return;
        }

        if (look.IsImageType || (onlyImages && medium == Medium.Source))
        {
            measure.Images++;
            measure.MediaBytes += look.Data;
        }
        else if (look.IsSoundType && look.Data > 0)
        {
            measure.Sounds++;
            measure.MediaBytes += look.Data - (look.Data / 8);
        }
        else if (look.IsFilmType)
        {
            measure.Videos++;
            measure.MediaBytes += look.Data;
        }
        else
        {
            measure.Files++;
        }

        reader.Skip();
    }

    /// <summary>What stands in the object of a medium.</summary>
    private readonly ref struct Contents
    {
        public Contents(Utf8JsonReader reader)
        {
            var depth = reader.CurrentDepth;
            while (reader.Read() && reader.CurrentDepth > depth)
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var inner = reader.CurrentDepth > depth + 1;
                var isData = reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("bytes"u8);
                var isUrl = reader.ValueTextEquals("url"u8);
                var isType = reader.ValueTextEquals("type"u8);
                var isMime = reader.ValueTextEquals("media_type"u8) || reader.ValueTextEquals("mimeType"u8) || reader.ValueTextEquals("mime_type"u8);
                HasSource |= reader.ValueTextEquals("source"u8);
                HasId |= reader.ValueTextEquals("id"u8) && !inner;
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                {
                    continue;
                }

                Data += isData || (isUrl && reader.ValueSpan.StartsWith("data:"u8)) ? reader.ValueSpan.Length : 0;
                HasUrl |= isUrl;
                HasType |= isType && !inner;
                IsPlain |= isType && !inner && (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("content"u8));
                if (isMime)
                {
                    var type = reader.ValueSpan;
                    IsImageType = type.StartsWith("image/"u8) || type.StartsWith("image\\/"u8);
                    IsSoundType = type.StartsWith("audio/"u8) || type.StartsWith("audio\\/"u8);
                    IsFilmType = type.StartsWith("video/"u8) || type.StartsWith("video\\/"u8);
                    IsTextType = type.StartsWith("text/"u8) || type.StartsWith("text\\/"u8);
                }
            }
        }

        /// <summary>Bytes of what is inline.</summary>
        public int Data { get; }

        public bool HasUrl { get; }

        public bool HasId { get; }

        public bool HasSource { get; }

        public bool HasType { get; }

        public bool IsPlain { get; }

        public bool IsImageType { get; }

        public bool IsSoundType { get; }

        public bool IsFilmType { get; }

        public bool IsTextType { get; }
    }
}
