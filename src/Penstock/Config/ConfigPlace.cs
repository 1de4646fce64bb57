namespace Penstock.Config;

/// <summary>The place of a value in the tree while it is read. Only keys outside the named maps can be overridden by environment variables.</summary>
internal readonly record struct ConfigPlace(ConfigDraft Draft, string Path, bool Overridable)
{
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The name under a map at the root, which may hold dots: <c>a.b</c> of <c>teams.a.b</c>.</summary>
    public string EntryName => Path[(Path.IndexOf('.', StringComparison.Ordinal) + 1)..];

    public ConfigPlace Key(string name) => this with { Path = Join(Path, name) };

    public ConfigPlace Entry(string name) => new(Draft, Join(Path, name), Overridable: false);

    public ConfigPlace Item(int index) => new(Draft, $"{Path}[{index}]", Overridable: false);

    public void Mistake(SourcePosition at, string what, string fix) => Draft.Add(at, Path, what, fix);

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
