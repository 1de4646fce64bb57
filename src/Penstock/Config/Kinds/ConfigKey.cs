namespace Penstock.Config.Kinds;

/// <summary>One key of the file: the single place that says its name, kind, default and meaning.</summary>
internal abstract record ConfigKey(string Name, string Description)
{
    /// <summary>Written as in the file; read by the kind when the key is absent.</summary>
    public string? Default { get; init; }

    /// <summary>For the documents, when the default is not a text.</summary>
    public string? DefaultNote { get; init; }

    public bool Required { get; init; }

    public abstract ValueKind Of { get; }
}

internal sealed record ConfigKey<T>(string Name, ValueKind<T> Kind, string Description) : ConfigKey(Name, Description)
{
    public override ValueKind Of => Kind;
}
