namespace Penstock.Gateways.Files;

/// <summary>A model file, wherever it is.</summary>
/// <param name="Address">A <c>file:</c>, <c>http(s):</c> or <c>s3:</c> address; of the last host and path are bucket and key.</param>
/// <param name="Sha256">The digest that the file must have, 64 hexadecimal digits in lower case; null for a local file that may have any.</param>
internal sealed record ModelReference(Uri Address, string? Sha256)
{
    /// <summary>The address as it may be shown: a query may hold a credential.</summary>
    public string Shown => Address.IsFile ? Address.LocalPath : Address.GetLeftPart(UriPartial.Path);
}
