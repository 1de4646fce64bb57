namespace Penstock.Config;

/// <summary>One thing that is wrong with a configuration: where, what, and how to put it right.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="At">Line and column, or the environment variable that holds the value.</param>
/// <param name="Path">The key, e.g. <c>providers.house-vllm.timeouts.idle</c>; empty for the whole file.</param>
/// <param name="What">What is wrong, without a full stop. Never holds an expanded value or a secret.</param>
/// <param name="Fix">What to do, as a sentence.</param>
internal sealed record ConfigMistake(string File, SourcePosition At, string Path, string What, string Fix)
{
    public override string ToString()
    {
        var place = At.Variable is { } variable ? $"${variable}" : At.Line > 0 ? $"{File}:{At.Line}:{At.Column}" : File;
        return Path.Length == 0 ? $"{place}: {What}. {Fix}" : $"{place}: {Path}: {What}. {Fix}";
    }
}
