namespace Penstock.Config;

/// <summary>What is gathered while a configuration is read: mistakes, and where each key was written.</summary>
internal sealed class ConfigDraft(string file, IReadOnlyDictionary<string, string> environment)
{
    private readonly Dictionary<string, SourcePosition> _places = new(StringComparer.Ordinal);
    private readonly List<ConfigMistake> _mistakes = [];
    private readonly List<FoundSecret> _secrets = [];

    public string File { get; } = file;

    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    /// <summary>
    /// Whether it came through the management API: then nothing in it is expanded, whatever looks like a variable, and addresses and files
    /// that only the operator may name are mistakes.
    /// </summary>
    public bool FromApi { get; init; }

    /// <summary>In the order of the file, those of environment variables last.</summary>
    public IReadOnlyList<ConfigMistake> Mistakes =>
        [.. _mistakes.OrderBy(m => m.At.Variable is not null).ThenBy(m => m.At.Line).ThenBy(m => m.At.Column)];

    public void Add(SourcePosition at, string path, string what, string fix) => _mistakes.Add(new ConfigMistake(File, at, path, what, fix));

    public int Count => _mistakes.Count;

    /// <summary>Every secret that was read, written out or in a store.</summary>
    public IReadOnlyList<FoundSecret> Secrets => _secrets;

    /// <summary>Notes a secret; one place has one, however often it is read.</summary>
    public void Found(string path, SourcePosition at, Secret secret)
    {
        _secrets.RemoveAll(found => found.Path == path);
        _secrets.Add(new FoundSecret(path, at, secret));
    }

    public void Remember(string path, SourcePosition at) => _places[path] = at;

    /// <summary>The names written directly under a map whose names hold no dot.</summary>
    public IEnumerable<string> ChildrenOf(string path) =>
        _places.Keys.Where(key => key.StartsWith(path + ".", StringComparison.Ordinal)).Select(key => key[(path.Length + 1)..]).Where(name => !name.Contains('.'));

    /// <summary>Where a path was written; the nearest written parent when it was not.</summary>
    public SourcePosition Locate(string path)
    {
        for (var part = path; part.Length > 0;)
        {
            if (_places.TryGetValue(part, out var at))
            {
                return at;
            }
            var cut = part.LastIndexOfAny(['.', '[']);
            part = cut < 0 ? "" : part[..cut];
        }
        return default;
    }

    /// <summary>An absolute path: what the file says is relative to the file, what a variable says to the working directory.</summary>
    public string Resolve(string path, SourcePosition at)
    {
        var directory = at.Variable is null ? Path.GetDirectoryName(Path.GetFullPath(File)) : null;
        return Path.GetFullPath(path, directory ?? Directory.GetCurrentDirectory());
    }
}
