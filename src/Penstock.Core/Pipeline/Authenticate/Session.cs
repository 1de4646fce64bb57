using Penstock.Domain.Access;

namespace Penstock.Pipeline.Authenticate;

/// <summary>A person's login in a browser, as it is kept: never the id that the browser has, only its hash.</summary>
/// <param name="Hash">SHA-256 of the id, 32 bytes in lower-case hexadecimal. An id has 256 random bits, so that nothing need be mixed in.</param>
/// <param name="Identity">Who logged in, as the issuer said then.</param>
/// <param name="CreatedAt">When it began, UTC.</param>
/// <param name="SeenAt">When it was used last, UTC; what is kept may lag a minute behind.</param>
public sealed record Session(string Hash, IssuedIdentity Identity, DateTimeOffset CreatedAt, DateTimeOffset SeenAt)
{
    // 96 bits: nobody finds another session of the same.
    private const int Shown = 24;

    /// <summary>What it is called in lists, which says nothing of the browser's id.</summary>
    public string Id => "session_" + Hash[..Shown];
}
