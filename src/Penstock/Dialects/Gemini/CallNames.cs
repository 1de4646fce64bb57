using System.Globalization;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// The ids of function calls. Older models of Gemini give none: then they are made by counting, and a result finds its call by the name, in
/// order. One instance serves one conversation or one answer, reader and writer alike, so that made ids are left out again.
/// </summary>
/// <param name="answer">The id of the answer, so that ids of two answers differ; null in a request.</param>
internal sealed class CallNames(string? answer = null)
{
    // DIALECT: OpenAI takes ids of at most 40 characters.
    private const int LongestAnswer = 28;

    private readonly List<(string Id, string Name)> _open = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The id that the next call gets where it has none.</summary>
    public string Next => string.Create(CultureInfo.InvariantCulture, $"call_{Answer}{_count}");

    private string Answer => answer is null or "" ? "" : (answer.Length > LongestAnswer ? answer[..LongestAnswer] : answer) + "_";

    /// <summary>Takes a call.</summary>
    /// <param name="id">Its id; null or empty where it has none.</param>
    /// <param name="name">The function.</param>
    /// <returns>Its id, made where it had none.</returns>
    public string Call(string? id, string name)
    {
        id = string.IsNullOrEmpty(id) ? Next : id;
        _count++;
        _open.Add((id, name));
        _names[id] = name;
        return id;
    }

    /// <summary>Takes a result.</summary>
    /// <param name="id">The id it says it answers; null or empty where it says none.</param>
    /// <param name="name">The function.</param>
    /// <returns>The id of the call it answers; the name where there is no such call.</returns>
    public string Result(string? id, string name)
    {
        var at = _open.FindIndex(call => string.IsNullOrEmpty(id) ? call.Name == name : call.Id == id);
        var found = at < 0 ? null : _open[at].Id;
        if (at >= 0)
        {
            _open.RemoveAt(at);
        }

        return string.IsNullOrEmpty(id) ? found ?? name : id;
    }

    /// <summary>The id that <see cref="Result"/> would find by the name alone.</summary>
    public string ByName(string name) => _open.Find(call => call.Name == name) is { Id: { } id } ? id : name;

    /// <summary>The function of a call; null where no call has the id.</summary>
    public string? NameOf(string id) => _names.GetValueOrDefault(id);
}
