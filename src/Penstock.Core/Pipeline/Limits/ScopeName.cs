namespace Penstock.Pipeline.Limits;

/// <summary>Whom a limit counts here: the ids of the things it counts apart, in its order.</summary>
internal readonly record struct ScopeName(string? First, string? Second = null, string? Third = null)
{
    /// <summary>All that a limit has no room to count apart any more.</summary>
    public static readonly ScopeName Others = new("(others)", "(others)", "(others)");

    public ScopeName With(int place, string id) => place switch
    {
        0 => this with { First = id },
        1 => this with { Second = id },
        _ => this with { Third = id },
    };

    public override string ToString() => (First, Second, Third) switch
    {
        (null, _, _) => "",
        (_, null, _) => First,
        (_, _, null) => $"{First}, {Second}",
        _ => $"{First}, {Second}, {Third}",
    };
}
