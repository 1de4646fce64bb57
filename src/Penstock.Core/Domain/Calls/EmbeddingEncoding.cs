namespace Penstock.Domain.Calls;

/// <summary>How vectors are written on the wire.</summary>
public enum EmbeddingEncoding
{
    /// <summary>As lists of numbers.</summary>
    Float,

    /// <summary>As base64 of little-endian 32-bit floats.</summary>
    Base64,
}
