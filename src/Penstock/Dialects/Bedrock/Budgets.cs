namespace Penstock.Dialects.Bedrock;

/// <summary>How many tokens of thinking a word for effort stands for, where a model knows only budgets.</summary>
internal static class Budgets
{
    /// <summary>The least that Anthropic's models take.</summary>
    public const long Least = 1024;

    /// <summary>The tokens; null for a word that is not known.</summary>
    public static long? Of(string effort) => effort switch
    {
        "minimal" => Least,
        "low" => 2048,
        "medium" => 8192,
        "high" => 24576,
        _ => null,
    };
}
