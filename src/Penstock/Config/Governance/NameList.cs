namespace Penstock.Config.Governance;

/// <summary>The names of one kind of things.</summary>
/// <param name="Has">Whether there is a thing of a name.</param>
/// <param name="Near">The names that a hint may give for a wrong one; ids that nobody types are not among them.</param>
internal sealed record NameList(Func<string, bool> Has, Func<IEnumerable<string>> Near)
{
    /// <summary>Where it is not known what there is: everything.</summary>
    public static readonly NameList Any = new(static _ => true, static () => []);

    /// <summary>Names without hints.</summary>
    public NameList(Func<string, bool> has)
        : this(has, static () => [])
    {
    }
}
