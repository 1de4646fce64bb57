using Penstock.Domain.Models;

namespace Penstock.Config;

/// <summary>Names what was probably meant, in a mistake's fix.</summary>
internal static class NearMiss
{
    /// <summary>"Did you mean …? " or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known) => NearestName.Find(word, known) is { } name ? $"Did you mean `{name}`? " : "";
}
