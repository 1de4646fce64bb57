namespace Penstock.Dialects.Gemini;

/// <summary>The words of <c>taskType</c>, and what the others say for them.</summary>
internal static class GeminiTasks
{
    private static readonly (string Task, string Input)[] Table = [("RETRIEVAL_DOCUMENT", "search_document"), ("RETRIEVAL_QUERY", "search_query")];

    /// <summary>Reads a word; one that only Gemini has is kept in lower case.</summary>
    public static string? Read(string? task)
    {
        foreach (var (word, input) in Table)
        {
            if (word == task)
            {
                return input;
            }
        }

        return task is null or "TASK_TYPE_UNSPECIFIED" ? null : task.ToLowerInvariant();
    }

    /// <summary>Writes a word.</summary>
    public static string? Write(string? inputType)
    {
        foreach (var (word, input) in Table)
        {
            if (input == inputType)
            {
                return word;
            }
        }

        return inputType?.ToUpperInvariant();
    }
}
