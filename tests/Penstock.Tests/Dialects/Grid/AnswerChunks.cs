using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>An answer as the chunks of a stream, and back.</summary>
internal static class AnswerChunks
{
    /// <summary>The frames of a stream that says the same as an answer: texts and arguments in two pieces.</summary>
    public static IReadOnlyList<IReadOnlyList<ChatChunk>> Of(ChatOutput output)
    {
        List<IReadOnlyList<ChatChunk>> frames = [[new StartChunk { Id = output.Id, Created = output.Created, Model = output.Model }]];
        foreach (var choice in output.Choices)
        {
            var calls = 0;
            foreach (var part in choice.Message.Parts)
            {
                frames.AddRange(Pieces(part, ref calls).Select(chunk => (IReadOnlyList<ChatChunk>)[chunk with { Choice = choice.Index }]));
            }

            if (choice.Finish is { } finish)
            {
                frames.Add([new FinishChunk(finish) { Choice = choice.Index, StopSequence = choice.StopSequence }]);
            }
        }

        if (output.Usage is { } usage)
        {
            frames.Add([new UsageChunk(usage)]);
        }

        return frames;
    }

    /// <summary>The answer that chunks add up to.</summary>
    public static ChatOutput Together(IEnumerable<ChatChunk> chunks)
    {
        List<Part> parts = [];
        Dictionary<int, int> places = [];
        Finish? finish = null;
        string? stop = null;
        TokenUsage? usage = null;
        foreach (var chunk in chunks)
        {
            switch (chunk)
            {
                case TextChunk { Text.Length: 0, Signature: null }:
                    break;
                case TextChunk text when parts.LastOrDefault() is TextPart last:
                    parts[^1] = last with { Text = last.Text + text.Text, Signature = text.Signature ?? last.Signature };
                    break;
                case TextChunk text:
                    parts.Add(new TextPart(text.Text) { Signature = text.Signature });
                    break;
                case RefusalChunk refusal when parts.LastOrDefault() is RefusalPart last:
                    parts[^1] = last with { Text = last.Text + refusal.Text };
                    break;
                case RefusalChunk refusal:
                    parts.Add(new RefusalPart(refusal.Text));
                    break;
                case ReasoningChunk reasoning when parts.LastOrDefault() is ReasoningPart { Opaque: null } last && reasoning.Opaque is null:
                    parts[^1] = last with { Text = last.Text + reasoning.Text, Signature = reasoning.Signature ?? last.Signature };
                    break;
                case ReasoningChunk reasoning:
                    parts.Add(new ReasoningPart(reasoning.Text) { Signature = reasoning.Signature, Opaque = reasoning.Opaque });
                    break;
                case ToolCallChunk call:
                    places[call.Call] = parts.Count;
                    parts.Add(new ToolCallPart(call.Id, call.Name, "") { Signature = call.Signature, FreeForm = call.FreeForm });
                    break;
                case ArgumentsChunk more:
                    var asked = (ToolCallPart)parts[places[more.Call]];
                    parts[places[more.Call]] = asked with { Arguments = asked.Arguments + more.Arguments };
                    break;
                case AnnotationChunk annotation when parts.OfType<TextPart>().LastOrDefault() is { } text:
                    parts[parts.LastIndexOf(text)] = text with { Annotations = [.. text.Annotations, annotation.Annotation] };
                    break;
                case PartChunk whole:
                    parts.Add(whole.Part);
                    break;
                case FinishChunk end:
                    (finish, stop) = (end.Finish, end.StopSequence);
                    break;
                case UsageChunk told:
                    usage = told.Usage;
                    break;
            }
        }

        return new ChatOutput([new ChatChoice(0, new Message(Role.Assistant, parts)) { Finish = finish, StopSequence = stop }]) { Usage = usage };
    }

    private static IEnumerable<ChatChunk> Pieces(Part part, ref int calls)
    {
        switch (part)
        {
            case TextPart text:
                return [.. Halves(text.Text).Select(half => new TextChunk(half)), .. text.Annotations.Select(annotation => new AnnotationChunk(annotation))];
            case RefusalPart refusal:
                return Halves(refusal.Text).Select(half => new RefusalChunk(half));
            case ReasoningPart { Opaque: not null } hidden:
                return [new ReasoningChunk(hidden.Text) { Opaque = hidden.Opaque }];
            case ReasoningPart reasoning:
                return [.. Halves(reasoning.Text).Select(half => new ReasoningChunk(half)), .. reasoning.Signature is { } signature ? [new ReasoningChunk("") { Signature = signature }] : Array.Empty<ChatChunk>()];
            case ToolCallPart call:
                var number = calls++;
                return [new ToolCallChunk(number, call.Id, call.Name) { Signature = call.Signature, FreeForm = call.FreeForm }, .. Halves(call.Arguments).Select(half => new ArgumentsChunk(number, half))];
            default:
                return [new PartChunk(part)];
        }
    }

    private static string[] Halves(string text) => [text[..(text.Length / 2)], text[(text.Length / 2)..]];
}
