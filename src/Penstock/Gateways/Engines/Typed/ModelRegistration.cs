namespace Penstock.Gateways.Engines.Typed;

/// <summary>An ONNX file that the host serves, and what of the host's own stands around it.</summary>
/// <param name="Name">The model's public name.</param>
/// <param name="File">The file's absolute path.</param>
internal sealed record ModelRegistration(string Name, string File)
{
    /// <summary>What it is, for people; null for what the file says.</summary>
    public string? Description { get; set; }

    /// <summary>The record that is fed to it; null where nobody said.</summary>
    public Type? In { get; init; }

    /// <summary>What its outputs are read as; null where nobody said.</summary>
    public Type? Out { get; init; }

    /// <summary>Makes the record that is fed to it; null for nothing.</summary>
    public Delegate? Before { get; set; }

    /// <summary>Makes the answer of its outputs; null for nothing.</summary>
    public Delegate? After { get; set; }

    /// <summary>Whether it is served as C# types say, and not as its file does.</summary>
    public bool IsTyped => In is not null || Out is not null || Before is not null || After is not null;
}
