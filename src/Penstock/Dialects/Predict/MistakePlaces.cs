using Penstock.Domain.Calls;

namespace Penstock.Dialects.Predict;

/// <summary>Moves the paths of mistakes that were found in a part of a body, or in what was made of it.</summary>
internal static class MistakePlaces
{
    /// <summary>The same error with other paths.</summary>
    internal static CallError Move(CallError error, Func<string, string> place)
    {
        if (error.Mistakes.Count == 0)
        {
            return error;
        }

        var mistakes = error.Mistakes.Select(mistake => mistake with { Path = place(mistake.Path) }).ToArray();
        var first = mistakes[0];
        return error with
        {
            Message = mistakes.Length == 1
                ? $"The input has a mistake at '{first.Path}': {first.Message}."
                : $"The input has {mistakes.Length} mistakes, the first at '{first.Path}': {first.Message}.",
            Param = first.Path,
            Mistakes = mistakes,
        };
    }

    /// <summary>The same error, its paths below another.</summary>
    internal static CallError Below(string prefix, CallError error) =>
        Move(error, path => path.Length == 0 ? prefix : $"{prefix}.{path}");
}
