using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Cohere;

/// <summary>The words of <c>finish_reason</c>.</summary>
internal static class FinishWords
{
    private const string StopSequence = "STOP_SEQUENCE";
    private const string Timeout = "TIMEOUT";

    /// <summary>Reads a word.</summary>
    public static Finish Read(string word) => word switch
    {
        "COMPLETE" => new Finish(FinishReason.Stop),
        StopSequence => new Finish(FinishReason.Stop, word),
        "MAX_TOKENS" => new Finish(FinishReason.Length),
        "TOOL_CALL" => new Finish(FinishReason.ToolCalls),
        "ERROR" => new Finish(FinishReason.Error),
        Timeout => new Finish(FinishReason.Error, word),

        // DIALECT: the words of version 1, which the platforms of others still say.
        "ERROR_LIMIT" => new Finish(FinishReason.Length, word),
        "ERROR_TOXIC" => new Finish(FinishReason.ContentFilter, word),
        _ => new Finish(FinishReason.Other, word),
    };

    /// <summary>Writes a word of version 2, so that SDKs with a closed enumeration read it. It has none for a filter: that is an error, not the end.</summary>
    public static string Write(Finish finish, string? stopSequence) => finish.Reason switch
    {
        FinishReason.Length => "MAX_TOKENS",
        FinishReason.ToolCalls => "TOOL_CALL",
        FinishReason.Error when finish.Word == Timeout => Timeout,
        FinishReason.Error or FinishReason.ContentFilter => "ERROR",
        FinishReason.Stop when stopSequence is not null || finish.Word == StopSequence => StopSequence,
        _ => "COMPLETE",
    };
}
