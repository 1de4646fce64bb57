using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>
/// The turns that a prompt is marked with. Each family's marks are words of its own tokenizer, which another model would take for text. A prompt without
/// marks is one message of the user.
/// </summary>
internal static class PromptTurns
{
    private const string Header = "<|start_header_id|>", HeaderEnd = "<|end_header_id|>", TurnEnd = "<|eot_id|>";
    private const string Ask = "[INST]", AskEnd = "[/INST]", System = "<<SYS>>", SystemEnd = "<</SYS>>";

    /// <summary>Reads a prompt of a Llama or a Mistral model.</summary>
    public static List<Message> Read(string prompt)
    {
        List<Message> turns = prompt.Contains(Header, StringComparison.Ordinal) ? Headed(prompt) : prompt.Contains(Ask, StringComparison.Ordinal) ? Asked(prompt) : [];
        return turns.Count > 0 ? turns : [Message.Of(Role.User, prompt)];
    }

    // <|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n
    private static List<Message> Headed(string prompt)
    {
        List<Message> turns = [];
        foreach (var turn in prompt.Split(Header)[1..])
        {
            var end = turn.IndexOf(HeaderEnd, StringComparison.Ordinal);
            if (end < 0)
            {
                return [];
            }

            var role = turn[..end].Trim() switch { "system" => Role.System, "assistant" => Role.Assistant, _ => Role.User };
            Add(turns, role, turn[(end + HeaderEnd.Length)..].Replace(TurnEnd, "", StringComparison.Ordinal));
        }

        return turns;
    }

    // <s>[INST] <<SYS>>Be brief.<</SYS>> Hi [/INST] Hello.</s>[INST] And? [/INST]
    private static List<Message> Asked(string prompt)
    {
        List<Message> turns = [];
        foreach (var turn in prompt.Replace("</s>", "", StringComparison.Ordinal).Replace("<s>", "", StringComparison.Ordinal).Split(Ask)[1..])
        {
            var end = turn.IndexOf(AskEnd, StringComparison.Ordinal);
            if (end < 0)
            {
                return [];
            }

            var asked = turn[..end];
            if (asked.IndexOf(System, StringComparison.Ordinal) is >= 0 and var from && asked.IndexOf(SystemEnd, StringComparison.Ordinal) is var to && to > from)
            {
                Add(turns, Role.System, asked[(from + System.Length)..to]);
                asked = asked[(to + SystemEnd.Length)..];
            }

            Add(turns, Role.User, asked);
            Add(turns, Role.Assistant, turn[(end + AskEnd.Length)..]);
        }

        return turns;
    }

    private static void Add(List<Message> turns, Role role, string text)
    {
        if (text.Trim() is { Length: > 0 } said)
        {
            turns.Add(Message.Of(role, said));
        }
    }
}
