namespace Penstock.Dialects.Predict.Clr;

/// <summary>Whether two names are the same as people see it: <c>SepalLength</c>, <c>sepal_length</c>, <c>sepal length</c>.</summary>
internal static class SameName
{
    /// <summary>Whether they have the same letters and digits in the same order, case aside.</summary>
    internal static bool Are(string a, string b) => Plain(a).Equals(Plain(b), StringComparison.Ordinal);

    /// <summary>The letters and digits of a name, in lower case.</summary>
    internal static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
