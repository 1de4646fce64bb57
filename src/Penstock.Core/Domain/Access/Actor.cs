using System.Net;

namespace Penstock.Domain.Access;

/// <summary>Who changes something, and from where.</summary>
/// <param name="Id">The id of the user or service account; of a key of nobody's, the key's id; <c>file</c> for what a configuration file says.</param>
/// <param name="KeyId">The id of the key that was presented; null where none was.</param>
/// <param name="Address">From where; null when that is not known.</param>
/// <param name="UserAgent">With what, as the client says, shortened; null when it does not say.</param>
public sealed record Actor(string Id, string? KeyId = null, IPAddress? Address = null, string? UserAgent = null)
{
    /// <summary>The server itself.</summary>
    public static readonly Actor Server = new("server");
}
