using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenInference;

/// <summary>A tensor object while its members are read, in whichever order they come.</summary>
internal sealed class TensorDraft
{
    private const int Members = 5;
    private static readonly string[] Names = ["name", "shape", "datatype", "parameters", "data"];
    private int _seen;

    /// <summary>The members there are, for messages.</summary>
    internal static IReadOnlyList<string> Known => Names;

    /// <summary>Its name; null when there is none.</summary>
    internal string? Name { get; set; }

    /// <summary>Which of the signature's fields it is; -1 while that is not known.</summary>
    internal int Index { get; set; } = -1;

    internal string? Datatype { get; set; }

    internal long[]? Shape { get; set; }

    internal ParameterReader? Parameters { get; set; }

    /// <summary>Whether field, type and shape were held against each other.</summary>
    internal bool Settled { get; set; }

    internal Tensor? Tensor { get; set; }

    /// <summary>Whether the member <c>data</c> was there.</summary>
    internal bool HasData => (_seen & (1 << (Members - 1))) != 0;

    /// <summary>Whether all is known that data can be read by; a text's parameters may still say base64.</summary>
    internal bool CanRead(bool isText) => Index >= 0 && Datatype is not null && Shape is not null && (!isText || Parameters is not null);

    /// <summary>Marks a member as seen; false when it was before. Unknown names are never marked.</summary>
    internal bool See(string name)
    {
        var bit = 1 << Array.IndexOf(Names, name);
        var first = Array.IndexOf(Names, name) < 0 || (_seen & bit) == 0;
        _seen |= Array.IndexOf(Names, name) < 0 ? 0 : bit;
        return first;
    }
}
