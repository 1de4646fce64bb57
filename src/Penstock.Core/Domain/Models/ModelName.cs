namespace Penstock.Domain.Models;

/// <summary>What callers write in the place of a model's name can be of any length.</summary>
public static class ModelName
{
    /// <summary>How many UTF-16 units a model's name has at the most.</summary>
    public const int Longest = 200;

    /// <summary>The name, cut to the longest there can be, never within a surrogate pair.</summary>
    public static string Cut(string name) =>
        name.Length <= Longest ? name : name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)];

    /// <summary>The name as an error shows it, with an ellipsis where it was cut.</summary>
    public static string Shown(string name) => name.Length <= Longest ? name : Cut(name) + "…";
}
