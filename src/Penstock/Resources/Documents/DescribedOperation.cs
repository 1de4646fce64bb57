using System.Text.RegularExpressions;

namespace Penstock.Resources.Documents;

/// <summary>An operation of the server: endpoints carry it as metadata, the document is made of all of them.</summary>
/// <param name="Path">The address, as OpenAPI writes it: <c>/api/v1/keys/{id}</c>.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Errors">How it writes errors.</param>
/// <param name="Description">All the rest.</param>
internal sealed partial record DescribedOperation(string Path, string Verb, ErrorFormat Errors, OperationDescription Description)
{
    /// <summary>A route's pattern as OpenAPI writes it: <c>{**model}</c> is <c>{model}</c>.</summary>
    public static string PathOf(string pattern) => CatchAll().Replace(pattern, "{");

    [GeneratedRegex(@"\{\*+")]
    private static partial Regex CatchAll();
}
