namespace Penstock.Domain.Conversations;

/// <summary>Where the bytes of an image, a sound or a file are: one of the cases in this file.</summary>
public abstract record MediaSource
{
    private protected MediaSource()
    {
    }
}

/// <summary>At an address that the provider fetches.</summary>
/// <param name="Url">The address as the caller wrote it; nothing here has checked it.</param>
public sealed record MediaUrl(string Url) : MediaSource;

/// <summary>In the message itself.</summary>
/// <param name="MediaType">The media type, for example <c>image/png</c>; null when not said.</param>
/// <param name="Base64">The bytes in base64 as the caller wrote them; nothing here has decoded them.</param>
public sealed record MediaInline(string? MediaType, string Base64) : MediaSource;

/// <summary>Kept by the provider under an id.</summary>
/// <param name="Id">The provider's id.</param>
public sealed record MediaFile(string Id) : MediaSource;
