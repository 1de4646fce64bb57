namespace Penstock.Dialects;

/// <summary>
/// What a writer could not carry into its dialect. What only tunes an answer (a penalty, a seed, a marker) is dropped and named; content
/// that the model would not see (a picture, a sound, a tool) is refused, since an answer without it would answer something else.
/// </summary>
internal sealed class Losses
{
    private readonly List<string> _names = [];

    /// <summary>The names of what was dropped, each once, in the order they came.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How many were dropped.</summary>
    public int Count => _names.Count;

    /// <summary>The first thing that must not be dropped; null when there is none.</summary>
    public UnsupportedFeature? Refused { get; private set; }

    /// <summary>Something was dropped.</summary>
    /// <param name="name">What, as the client's canonical form calls it: <c>seed</c>, <c>reasoning.signature</c>.</param>
    public void Add(string name)
    {
        if (!_names.Contains(name))
        {
            _names.Add(name);
        }
    }

    /// <summary>Several things were dropped.</summary>
    public void AddRange(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Add(name);
        }
    }

    /// <summary>Something is there that the dialect cannot carry and that must not be left out.</summary>
    /// <param name="feature">What, in words for people: <c>audio input</c>.</param>
    /// <param name="param">Where, in canonical terms: <c>messages[2].content[0]</c>; null when that is not known.</param>
    public void Refuse(string feature, string? param = null) => Refused ??= new UnsupportedFeature(feature, param);
}
