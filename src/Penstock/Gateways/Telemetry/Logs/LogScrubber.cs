using System.Buffers;
using System.Text.RegularExpressions;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// Takes secrets out of log texts: those that were registered, and what looks like one. Texts without anything suspicious
/// come back as they are, without allocation.
/// </summary>
internal sealed partial class LogScrubber
{
    /// <summary>What stands where a secret was.</summary>
    public const string Redacted = "[redacted]";

    private const int ShortestSecret = 4;

    // Each alternative of the pattern contains one of these.
    private static readonly SearchValues<string> Suspicious = SearchValues.Create(
        [
            "ps_", "bearer", "authorization", "api-key", "api_key", "apikey", "cookie", "?key=", "&key=", "?code=", "&code=",
            "sk-", "gsk_", "xai-", "hf_", "pplx-", "nvapi-", "AIza",
        ],
        StringComparison.OrdinalIgnoreCase);

    private const int ShortestEncoded = 8;
    private const int KeptVersions = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<string>> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lasting = new(StringComparer.Ordinal);
    private string[] _secrets = [];
    private SearchValues<string>? _search;

    /// <summary>
    /// Makes a value unspeakable from now on, also as it looks in a URL or in JSON. Values shorter than four characters are
    /// not taken: they would make logs unreadable and hide nothing.
    /// </summary>
    public void Register(string secret)
    {
        if (secret.Trim() is not { Length: >= ShortestSecret } value) return;
        lock (_gate)
        {
            if (_lasting.Add(value)) Sort();
        }
    }

    /// <summary>The same for a secret that changes: its last values stay unspeakable, so that one that is rotated for years does not fill the memory.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="secret">Its value now.</param>
    public void Learn(string name, string secret)
    {
        if (secret.Trim() is not { Length: >= ShortestSecret } value) return;
        lock (_gate)
        {
            if (!_versions.TryGetValue(name, out var versions)) _versions[name] = versions = new();
            if (versions.Contains(value)) return;
            versions.Enqueue(value);
            if (versions.Count > KeptVersions) versions.Dequeue();
            Sort();
        }
    }

    // The longest first: of two secrets that begin alike, the whole of the longer one must go.
    private void Sort()
    {
        _secrets = [.. _lasting.Concat(_versions.Values.SelectMany(versions => versions)).SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(static s => s.Length)];
        _search = null;
    }

    // As it is in a text, in a URL, in JSON; longer ones as base64 and hexadecimal, too. The last characters of base64 depend on what follows.
    private static IEnumerable<string> Forms(string value)
    {
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return System.Text.Json.JsonEncodedText.Encode(value).ToString();
        if (value.Length < ShortestEncoded) yield break;
        var bytes = System.Text.Encoding.UTF8.GetBytes(value);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);

        // What stands before it shifts it by none, one or two bytes; the first characters then are of both.
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var (from, to) = (shift == 0 ? 0 : shift + 1, (shift + bytes.Length) * 8 / 6);
            yield return text[from..to];
            yield return text[from..to].Replace('+', '-').Replace('/', '_');
        }
    }

    /// <summary>The text without secrets.</summary>
    public string Scrub(string text)
    {
        var clean = WithoutSecrets(text);
        return clean.AsSpan().IndexOfAny(Suspicious) < 0 ? clean : Patterns().Replace(clean, "${keep}" + Redacted);
    }

    /// <summary>Whether a property of this name holds a secret whatever it looks like.</summary>
    public static bool IsSecretName(string name) =>
        name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("cookie", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("api-key", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("api_key", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("apikey", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("password", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("secret", StringComparison.OrdinalIgnoreCase);

    /// <summary>The text without the secrets that are known here; what only looks like one stays. The same text where there was none.</summary>
    public string WithoutSecrets(string text)
    {
        if (Volatile.Read(ref _secrets).Length == 0) return text;
        var (search, secrets) = Search();
        var at = text.AsSpan().IndexOfAny(search);
        if (at < 0) return text;
        var clean = new System.Text.StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (at >= 0)
        {
            clean.Append(rest[..at]).Append(Redacted);
            rest = rest[at..];
            foreach (var secret in secrets)
            {
                if (!rest.StartsWith(secret, StringComparison.Ordinal)) continue;
                rest = rest[secret.Length..];
                break;
            }

            at = rest.IndexOfAny(search);
        }

        return clean.Append(rest).ToString();
    }

    private (SearchValues<string> Search, string[] Secrets) Search()
    {
        lock (_gate)
        {
            _search ??= SearchValues.Create(_secrets, StringComparison.Ordinal);
            return (_search, _secrets);
        }
    }

    // In turn: Penstock's keys; Bearer tokens; lists of header values, to the end of the line; header values in quotes, to the same quote; authorization and cookies to the end
    // of the line (they hold spaces and commas); keys in headers and assignments to the next separator; the "[name, value]" of a
    // printed pair; ?key= and the ?code= of a login; the prefixes of providers' keys.
    [GeneratedRegex(
        """
        (?<keep>(?<![0-9a-z])ps_)[0-9a-z]{20,}
        |(?<keep>(?<![0-9a-z])bearer(?:\s|%20|\+)+)[0-9a-z._~+/=-]+
        |(?<keep>(?:authorization|cookie|api[-_]?key)(?:\\?["'])?\s*[:=]\s*\[)[^\r\n]+
        |(?<keep>(?:authorization|cookie|api[-_]?key)(?:\\?["'])?\s*[:=]\s*\\?(?<quote>["']))(?:(?!\\?\k<quote>)[^\r\n])+
        |(?<keep>(?:authorization|cookie)\s*[:=]\s*)[^\s"'\[][^\r\n]*
        |(?<keep>(?:api-key\s*[:=]\s*|api_?key=))[^\s"',;&)}\]]+
        |(?<keep>\[(?:[a-z]+-)*(?:authorization|cookie|api-key),\s*)[^\r\n]+
        |(?<keep>[?&](?:key|code)=)[^\s&"'<>\#]+
        |(?<keep>(?<![0-9a-z])(?:sk-|gsk_|xai-|hf_|pplx-|nvapi-|AIza))[0-9a-z_-]{16,}
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Patterns();
}
