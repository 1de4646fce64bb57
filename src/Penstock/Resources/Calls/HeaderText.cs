using Microsoft.AspNetCore.Http;

namespace Penstock.Resources.Calls;

/// <summary>Headers as policies read them.</summary>
internal static class HeaderText
{
    /// <summary>A header by its name, several values joined by commas; null for one that is not there.</summary>
    public static string? Text(this IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
