using System.Globalization;

namespace Penstock.Dialects.Responses;

/// <summary>
/// How what must come back unchanged travels in <c>encrypted_content</c>, the only place for it: a provider's own as it is, with its
/// item's id where another dialect carried it; a signature of another dialect's behind its length, between tildes, which no base64 has.
/// </summary>
internal static class ReasoningSeal
{
    /// <summary>Begins the <c>encrypted_content</c> of an item that only holds the signature of what follows it.</summary>
    public const string OfNext = "~next~";

    /// <summary>Joins an OpenAI item's id to its content, for other dialects, which have one place for both.</summary>
    public static string WithId(string? id, string content) => id is null || !id.StartsWith("rs_", StringComparison.Ordinal) ? content : $"{id}.{content}";

    /// <summary>Takes the two apart again.</summary>
    public static (string? Id, string Content) SplitId(string opaque)
    {
        var dot = opaque.StartsWith("rs_", StringComparison.Ordinal) ? opaque.IndexOf('.') : -1;
        return dot < 0 ? (null, opaque) : (opaque[..dot], opaque[(dot + 1)..]);
    }

    /// <summary>The content for a client; null when there is nothing to keep.</summary>
    public static string? Join(string? signature, string? opaque) =>
        signature is null && opaque is null ? null : string.Create(CultureInfo.InvariantCulture, $"~{signature?.Length ?? 0}~{signature}{opaque}");

    /// <summary>Whether it was joined here, and is no provider's own.</summary>
    public static bool IsJoined(string content) => Split(content).Signature is not null || content.StartsWith("~0~", StringComparison.Ordinal);

    /// <summary>What was joined.</summary>
    public static (string? Signature, string? Opaque) Split(string content)
    {
        if (content.Length < 3 || content[0] != '~' || content.IndexOf('~', 1) is not (> 1 and var end)
            || !int.TryParse(content.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > content.Length - end - 1)
        {
            return (null, content);
        }

        var rest = content[(end + 1 + length)..];
        return (length == 0 ? null : content.Substring(end + 1, length), rest.Length == 0 ? null : rest);
    }
}
