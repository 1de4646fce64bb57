namespace Penstock.Config;

/// <summary>What reading a file came to: a configuration, or every mistake in it.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Config">Null when there are mistakes.</param>
/// <param name="Mistakes">In the order of the file.</param>
/// <param name="Text">The text that was read; null when there was no file.</param>
internal sealed record ConfigReading(string File, PenstockConfig? Config, IReadOnlyList<ConfigMistake> Mistakes, string? Text)
{
    private const int Shown = 100;

    private readonly ConfigDraft? _draft;

    public ConfigReading(ConfigDraft draft, PenstockConfig? config, string? text)
        : this(draft.File, draft.Mistakes.Count == 0 ? config : null, draft.Mistakes, text) => _draft = draft;

    /// <summary>Every secret in it, written out or in a store.</summary>
    public IReadOnlyList<FoundSecret> Secrets => _draft?.Secrets ?? [];

    /// <summary>The mistakes, one a line, for a person; of very many only the first hundred.</summary>
    public string Format()
    {
        var lines = Mistakes.Take(Shown).Select(mistake => mistake.ToString());
        return string.Join('\n', Mistakes.Count > Shown ? lines.Append($"… and {Mistakes.Count - Shown} more mistakes.") : lines);
    }

    /// <summary>A mistake that shows only later (a model file that does not load), with the line of <paramref name="path"/>.</summary>
    public ConfigMistake MistakeAt(string path, string what, string fix) => new(File, _draft?.Locate(path) ?? default, path, what, fix);
}
