using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// What must come back with reasoning, texts and tool calls: signatures and hidden reasoning. OpenAI's chat has no place for them.
/// DIALECT: this is OpenRouter's <c>reasoning_details</c> (its guide "Reasoning Tokens"): <c>reasoning.text</c> with a signature,
/// <c>reasoning.encrypted</c> with data, whose id may be a tool call's.
/// </summary>
internal static class ReasoningDetails
{
    private const string Name = "reasoning_details";
    private const string OfText = "content";

    /// <summary>Writes what a message's parts hold, unless they hold nothing.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<Part> parts)
    {
        var begun = false;
        foreach (var part in parts)
        {
            begun = part switch
            {
                ReasoningPart { Signature: null, Opaque: null } => begun,
                ReasoningPart reasoning => WriteOne(writer, begun, reasoning.Text, reasoning.Signature, reasoning.Opaque, null),
                TextPart { Signature: { } signature } => WriteOne(writer, begun, null, null, signature, OfText),
                _ => begun,
            };
        }

        if (begun)
        {
            writer.WriteEndArray();
        }
    }

    /// <summary>Writes what the chunks of one event hold, unless they hold nothing.</summary>
    /// <param name="writer">Inside the delta.</param>
    /// <param name="chunks">The event's chunks.</param>
    /// <param name="thought">The reasoning so far that a signature in them is of.</param>
    public static void Write(Utf8JsonWriter writer, List<ChatChunk> chunks, string thought) => Write(writer, chunks.SelectMany(chunk => chunk switch
    {
        ReasoningChunk reasoning => [new ReasoningPart(thought) { Signature = reasoning.Signature, Opaque = reasoning.Opaque }],
        TextChunk text => [new TextPart(text.Text) { Signature = text.Signature }],
        _ => Array.Empty<Part>(),
    }));

    /// <summary>Whether a message or a delta has such details that say more than its plain reasoning.</summary>
    public static bool Has(Members message) => message.TryGet(Name, out var details) && details.ValueKind == JsonValueKind.Array
        && message.Objects(Name)!.Any(detail => detail.TryGet("signature", out _) || detail.TryGet("data", out _));

    /// <summary>Reads the details of a message into its parts.</summary>
    /// <param name="message">The message.</param>
    /// <param name="parts">What was read of it; plain reasoning in it is replaced by what the details say of it.</param>
    public static void Read(Members message, List<Part> parts)
    {
        var plain = parts.OfType<ReasoningPart>().FirstOrDefault();
        List<Part> thoughts = [];
        foreach (var detail in message.Objects(Name)!)
        {
            var (id, data) = (detail.Text("id"), detail.Text("data"));
            var signed = data is null ? -1 : parts.FindLastIndex(part => part is ToolCallPart call && call.Id == id || part is TextPart && id == OfText);
            if (signed >= 0)
            {
                parts[signed] = parts[signed] with { Signature = data };
            }
            else
            {
                thoughts.Add(new ReasoningPart(detail.Text("text") ?? detail.Text("summary") ?? "")
                {
                    Signature = detail.Text("signature"),
                    Opaque = data,
                    Extensions = detail.Rest("type", "text", "summary", "signature", "data", "index"),
                });
            }
        }

        if (thoughts.Count == 0)
        {
            return;
        }

        // Details without words are of the words beside them.
        if (plain is not null)
        {
            parts.Remove(plain);
            if (thoughts.All(thought => ((ReasoningPart)thought).Text.Length == 0))
            {
                thoughts[0] = (ReasoningPart)thoughts[0] with { Text = plain.Text };
            }
        }

        parts.InsertRange(0, thoughts);
    }

    /// <summary>Reads the details of a delta: what seals its reasoning, and the signatures of its text and its tool calls.</summary>
    public static (string? Signature, string? Opaque, string? Text, Dictionary<string, string> Calls) Read(Members delta)
    {
        string? signature = null, opaque = null, text = null;
        Dictionary<string, string> calls = new(StringComparer.Ordinal);
        var ids = (delta.Objects("tool_calls") ?? []).Select(call => call.Text("id")).ToHashSet();
        foreach (var detail in delta.Objects(Name)!)
        {
            var (id, data) = (detail.Text("id"), detail.Text("data"));
            signature = detail.Text("signature") ?? signature;
            if (data is not null && id == OfText)
            {
                text = data;
            }
            else if (data is not null && id is not null && ids.Contains(id))
            {
                calls[id] = data;
            }
            else
            {
                opaque = data ?? opaque;
            }
        }

        return (signature, opaque, text, calls);
    }

    private static bool WriteOne(Utf8JsonWriter writer, bool begun, string? text, string? signature, string? data, string? id)
    {
        if (!begun)
        {
            writer.WriteStartArray(Name);
        }

        writer.WriteStartObject();
        writer.WriteString("type", signature is null ? "reasoning.encrypted" : "reasoning.text");
        if (text is { Length: > 0 })
        {
            writer.WriteString("text", text);
        }

        writer.WriteText("signature", signature);
        writer.WriteText("data", data);
        writer.WriteText("id", id);
        writer.WriteEndObject();
        return true;
    }
}
