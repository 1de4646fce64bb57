namespace Penstock.Config.Kinds;

/// <summary>A scalar's value, or what is wrong ("is not a duration") and how to put it right.</summary>
internal readonly record struct Parsed<T>(T? Value, string? Problem = null, string? Fix = null)
{
    public static implicit operator Parsed<T>(T value) => new(value);

    public static Parsed<T> Wrong(string problem, string fix) => new(default, problem, fix);
}
