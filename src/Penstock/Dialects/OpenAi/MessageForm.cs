using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Dialects.OpenAi;

/// <summary>What some providers want otherwise in messages.</summary>
/// <param name="ThinkingBlocks">Whether reasoning is a block of content and not <c>reasoning_content</c>.</param>
/// <param name="ToolCallIdLength">How many letters and digits an id must have; 0 for any.</param>
internal readonly record struct MessageForm(bool ThinkingBlocks, int ToolCallIdLength)
{
    /// <summary>An id as the provider takes it. The same id always becomes the same, so that results still find their calls.</summary>
    public string Id(string id)
    {
        if (ToolCallIdLength == 0 || (id.Length == ToolCallIdLength && id.All(char.IsAsciiLetterOrDigit)))
        {
            return id;
        }

        // 256 bits give 43 signs, of which a few are no letters or digits.
        var signs = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(id))).Where(char.IsAsciiLetterOrDigit).Take(ToolCallIdLength);
        return string.Concat(signs).PadRight(ToolCallIdLength, '0');
    }
}
