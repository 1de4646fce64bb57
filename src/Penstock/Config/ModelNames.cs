using System.Text.RegularExpressions;

namespace Penstock.Config;

/// <summary>What a model may be called.</summary>
internal static partial class ModelNames
{
    /// <summary>The models that come with Penstock.</summary>
    public static readonly IReadOnlyList<string> InTheBox = ["guide", "iris"];

    /// <summary>Whether a text is a model's name.</summary>
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <summary>1 to 200 letters, digits and <c>. _ - / : @ +</c>, with no slash at either end.</summary>
    [GeneratedRegex("^(?!/)[A-Za-z0-9._/:@+-]{1,200}(?<!/)\\z", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern();
}
