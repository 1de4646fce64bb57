using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Penstock.Gateways.Tokens;

/// <summary>A token as it was presented, taken apart and not verified: nothing in it is true yet.</summary>
internal sealed class TokenText : IDisposable
{
    /// <summary>Longer ones are not even taken apart. Issuers stay below 8 KiB, as many proxies take no longer header.</summary>
    public const int Longest = 16 * 1024;

    // A member that occurs twice is refused: two readers might see two values.
    private static readonly JsonDocumentOptions _once = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonDocument _header;
    private readonly JsonDocument _payload;

    private TokenText(string text, JsonDocument header, JsonDocument payload)
    {
        (Text, _header, _payload) = (text, header, payload);
        Algorithm = Member("alg");
        KeyId = Member("kid");
        Type = Member("typ");
    }

    /// <summary>The token itself.</summary>
    public string Text { get; }

    /// <summary>The algorithm that the header names.</summary>
    public string? Algorithm { get; }

    /// <summary>The key that the header names.</summary>
    public string? KeyId { get; }

    /// <summary>What the header says that it is.</summary>
    public string? Type { get; }

    /// <summary>Whether the header has a member that must be understood (RFC 7515 section 4.1.11).</summary>
    public bool IsCritical => _header.RootElement.TryGetProperty("crit", out _);

    /// <summary>The claims.</summary>
    public JsonElement Claims => _payload.RootElement;

    /// <summary>Takes a token apart; null when it has not the form of a signed one (RFC 7515 section 7.1).</summary>
    public static TokenText? Read(string text)
    {
        if (text.Length > Longest || text.Count('.') != 2)
        {
            return null;
        }

        var (first, last) = (text.IndexOf('.', StringComparison.Ordinal), text.LastIndexOf('.'));
        if (Json(text.AsSpan(0, first)) is not { } header)
        {
            return null;
        }

        if (Json(text.AsSpan(first + 1, last - first - 1)) is { } payload)
        {
            return new TokenText(text, header, payload);
        }

        header.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _header.Dispose();
        _payload.Dispose();
    }

    private static JsonDocument? Json(ReadOnlySpan<char> part)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            var document = JsonDocument.Parse(bytes, _once);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private string? Member(string name) => _header.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
