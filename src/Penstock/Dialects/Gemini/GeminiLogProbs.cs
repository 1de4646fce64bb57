using System.Text.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>The <c>logprobsResult</c> of a candidate.</summary>
internal static class GeminiLogProbs
{
    /// <summary>Reads it; null when it tells of no token.</summary>
    public static LogProbs? Read(ProtoObject result)
    {
        if (result.Objects("chosenCandidates") is not { } chosen)
        {
            return null;
        }

        var likely = (result.Objects("topCandidates") ?? []).Select(top => (top.Objects("candidates") ?? []).Select(ReadToken).ToList()).ToList();
        return new LogProbs { Content = [.. chosen.Select((token, i) => ReadToken(token) with { Top = i < likely.Count ? likely[i] : [] })] };
    }

    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter writer, LogProbs logProbs, Losses lost)
    {
        if (logProbs.Refusal is { Count: > 0 })
        {
            lost.Add("logprobs.refusal");
        }

        if (logProbs.Content is not { } content)
        {
            return;
        }

        writer.WriteStartObject("logprobsResult");
        writer.WriteStartArray("topCandidates");
        foreach (var token in content)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("candidates");
            foreach (var top in token.Top)
            {
                WriteToken(writer, top);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("chosenCandidates");
        foreach (var token in content)
        {
            WriteToken(writer, token);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static TokenLogProb ReadToken(ProtoObject token) => new(token.Text("token") ?? "", token.Number("logProbability") ?? 0);

    private static void WriteToken(Utf8JsonWriter writer, TokenLogProb token)
    {
        writer.WriteStartObject();
        writer.WriteString("token", token.Token);
        writer.WriteNumber("logProbability", token.LogProb);
        writer.WriteEndObject();
    }
}
