using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>Which chunks may share an event: those that are read from it again in the same order.</summary>
internal static class ChunkOrder
{
    /// <summary>Whether a chunk may stand in the same event right after another.</summary>
    public static bool Fits(ChatChunk before, ChatChunk after)
    {
        if (before.Choice != after.Choice)
        {
            return false;
        }

        return (before, after) switch
        {
            (AnnotationChunk, AnnotationChunk) => true,
            (ToolCallChunk call, ArgumentsChunk arguments) when call.Call == arguments.Call => true,
            _ when Call(before) is { } one && Call(after) is { } two => two > one,
            _ => Rank(before) < Rank(after),
        };
    }

    private static int? Call(ChatChunk chunk) => chunk switch
    {
        ToolCallChunk call => call.Call,
        ArgumentsChunk arguments => arguments.Call,
        _ => null,
    };

    private static int Rank(ChatChunk chunk) => chunk switch
    {
        StartChunk => 0,
        ReasoningChunk => 1,
        TextChunk => 2,
        RefusalChunk => 3,
        AudioChunk => 4,
        AnnotationChunk => 5,
        ToolCallChunk or ArgumentsChunk => 6,
        LogProbsChunk => 7,
        _ => 8,
    };
}
