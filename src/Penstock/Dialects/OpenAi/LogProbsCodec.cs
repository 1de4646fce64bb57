using System.Text.Json;
using Penstock.Domain.Conversations;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>The <c>logprobs</c> object of a choice.</summary>
internal static class LogProbsCodec
{
    /// <summary>Reads the object; null when it holds no list.</summary>
    public static LogProbs? Read(Members members)
    {
        var read = new LogProbs { Content = ReadList(members, "content"), Refusal = ReadList(members, "refusal") };
        return read.Content is null && read.Refusal is null ? null : read;
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter writer, LogProbs logProbs)
    {
        writer.WriteStartObject();
        WriteList(writer, "content", logProbs.Content);
        WriteList(writer, "refusal", logProbs.Refusal);
        writer.WriteEndObject();
    }

    /// <summary>Reads a list; null when it is absent.</summary>
    public static List<TokenLogProb>? ReadList(Members members, string name) =>
        members.Objects(name) is { } items ? [.. items.Select(ReadToken)] : null;

    private static TokenLogProb ReadToken(Members members) =>
        new(members.Text("token") ?? "", members.Number("logprob") ?? 0)
        {
            Bytes = members.Items("bytes") is { } bytes
                ? [.. bytes.Select(item => item.Item.ValueKind == JsonValueKind.Number && item.Item.TryGetByte(out var value) ? value : (byte)0)]
                : null,
            Top = members.Objects("top_logprobs") is { } top ? [.. top.Select(ReadToken)] : [],
        };

    /// <summary>Writes a list, or null.</summary>
    public static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<TokenLogProb>? tokens)
    {
        if (tokens is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var token in tokens)
        {
            WriteToken(writer, token, nested: false);
        }

        writer.WriteEndArray();
    }

    private static void WriteToken(Utf8JsonWriter writer, TokenLogProb token, bool nested)
    {
        writer.WriteStartObject();
        writer.WriteString("token", token.Token);
        writer.WriteNumber("logprob", token.LogProb);
        if (token.Bytes is { } bytes)
        {
            writer.WriteStartArray("bytes");
            foreach (var value in bytes)
            {
                writer.WriteNumberValue(value);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteNull("bytes");
        }

        if (!nested)
        {
            writer.WriteStartArray("top_logprobs");
            foreach (var top in token.Top)
            {
                WriteToken(writer, top, nested: true);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
