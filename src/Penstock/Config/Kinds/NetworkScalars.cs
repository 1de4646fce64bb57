using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Penstock.Domain.Access;

namespace Penstock.Config.Kinds;

/// <summary>The kinds of single values that are addresses or headers.</summary>
internal static class NetworkScalars
{
    private const string ListenFix = "Write host:port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080.";

    /// <summary>Names that belong to the connection or to Penstock (RFC 9110 section 7.6.1), not to the operator.</summary>
    private static readonly HashSet<string> s_refusedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Authorization", "Host", "Content-Length", "Content-Type", "Content-Encoding", "Accept-Encoding", "Expect", "Cookie",
    };

    public static ScalarKind<ListenAddress> Listen { get; } = new(
        "host:port",
        () => new JsonObject { ["type"] = "string" },
        (text, _, _) => ParseListen(text));

    public static ScalarKind<Uri> BaseUrl { get; } = new(
        "http(s) URL",
        () => new JsonObject { ["type"] = "string", ["pattern"] = @"^(https?://|.*\$\{)" },
        (text, _, _) =>
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            {
                return Parsed<Uri>.Wrong("is not an http or https URL", "Write it as the provider's SDK takes it, e.g. https://api.openai.com/v1.");
            }
            if (url.UserInfo.Length > 0)
            {
                return Parsed<Uri>.Wrong("holds a user name or password", "Put the key into api_key.");
            }
            return url.Query.Length > 0 || url.Fragment.Length > 0
                ? Parsed<Uri>.Wrong("holds a query or a fragment", "Remove what follows ? or #.")
                : new Uri(text.TrimEnd('/'));
        })
    { IsSecret = true }; // it may hold a password by mistake

    /// <summary>A range of addresses (CIDR); a single address is a range of one.</summary>
    public static ScalarKind<IPNetwork> Network { get; } = new(
        "network",
        () => new JsonObject { ["type"] = "string" },
        (text, _, _) => Networks.TryParse(text, out var network) ? network.Value
            : Parsed<IPNetwork>.Wrong("is not a network", "Write it like 10.0.0.0/8 or 2001:db8::/32, its address without bits behind the prefix."));

    /// <summary>A path at a service, a URL, or a file, made absolute.</summary>
    public static ScalarKind<Uri> Document { get; } = new(
        "path, URL or file",
        () => new JsonObject { ["type"] = "string", ["pattern"] = @"^(/|https?://|file:|.*\$\{)" },
        (text, draft, at) =>
            draft.FromApi && text.StartsWith("file:", StringComparison.Ordinal) ? Parsed<Uri>.Wrong("is a file of this machine, which only the configuration file may name", "Write /openapi.json or https://….")
            : text.StartsWith("file:", StringComparison.Ordinal) && text.TrimEnd('/').Length > "file:".Length ? new Uri(draft.Resolve(text["file:".Length..], at))
            : text.StartsWith('/') && Uri.TryCreate(text, UriKind.Relative, out var path) ? path
            : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url
            : Parsed<Uri>.Wrong("is neither a path at the service, nor an http(s) URL, nor a file", "Write /openapi.json, https://…, or file:./service.json."))
    { IsSecret = true }; // it may hold a password by mistake

    /// <summary>A model file: a path, made absolute, or an http(s) or s3 address.</summary>
    public static ScalarKind<Uri> ModelFile { get; } = new(
        "path or URL",
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1 },
        (text, draft, at) =>
        {
            if (text.Length == 0 || text.Contains('\0'))
            {
                return Parsed<Uri>.Wrong("is not a path", "Write a path, relative to this file or absolute, an https:// address, or s3://bucket/key.");
            }
            if (draft.FromApi)
            {
                return Parsed<Uri>.Wrong("names a model file, which only the configuration file may do", "Give `targets`, or declare the model in the configuration file.");
            }
            if (!text.Contains("://", StringComparison.Ordinal))
            {
                return new Uri(draft.Resolve(text, at));
            }
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "s3") || url.Host.Length == 0 || url.AbsolutePath.Length < 2)
            {
                return Parsed<Uri>.Wrong("is no address of a model file", "Write https://host/path/model.onnx or s3://bucket/key.");
            }
            return url.UserInfo.Length > 0 || url.Fragment.Length > 0 || (url.Scheme == "s3" && url.Query.Length > 0)
                ? Parsed<Uri>.Wrong("holds a password, or what follows # (or, in S3, ?)", "Remove it; in a key write %23 for # and %3F for ?.")
                : url;
        })
    { IsSecret = true }; // it may hold a password by mistake

    /// <summary>A path below a service's base address.</summary>
    public static ScalarKind<string> ServicePath { get; } = new(
        "path",
        () => new JsonObject { ["type"] = "string", ["pattern"] = @"^(/|.*\$\{)" },
        (text, _, _) => text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal) && !text.Any(c => c is <= ' ' or '#' or '\\' or > '~')
            ? text
            : Parsed<string>.Wrong("is not a path", "Write it as the service knows it, beginning with one slash: /price."));

    public static ScalarKind<Uri> Link { get; } = new(
        "http(s) URL",
        () => new JsonObject { ["type"] = "string", ["format"] = "uri" },
        (text, _, _) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : Parsed<Uri>.Wrong("is not an http or https URL", "Write a full address: https://…"));

    /// <summary>An origin as browsers send it (RFC 6454 section 6.2): scheme, host and port, nothing else.</summary>
    public static ScalarKind<string> Origin { get; } = new(
        "origin",
        () => new JsonObject { ["type"] = "string" },
        (text, _, _) => text == "*" ? Parsed<string>.Wrong("is not an origin", "To allow every origin write cors: \"*\".")
            : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 && url.AbsolutePath == "/" && url.Query.Length + url.Fragment.Length + url.UserInfo.Length == 0
                ? url.GetLeftPart(UriPartial.Authority)
                : Parsed<string>.Wrong("is not an origin", "Write scheme, host and port only, e.g. https://app.example."));

    public static ScalarKind<string> HeaderValue { get; } = new(
        "header value",
        () => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        (text, _, _) => text.Any(c => c is (< ' ' and not '\t') or > '~') ? Parsed<string>.Wrong("holds a character that a header cannot carry", "Use printable ASCII.") : text)
    { IsSecret = true, MayBeReference = true };

    public static (string What, string Fix)? RefuseHeader(string name) => s_refusedHeaders.Contains(name)
        ? ("this header belongs to Penstock or to the connection", name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "Use api_key." : "Remove it.")
        : null;

    private static Parsed<ListenAddress> ParseListen(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
        {
            return Parsed<ListenAddress>.Wrong("is not host:port", ListenFix);
        }
        var host = text[..colon];
        if (host is ['[', .. var inner, ']'])
        {
            return IPAddress.TryParse(inner, out var v6) && inner.Contains(':') ? new ListenAddress(v6.ToString(), port) : Parsed<ListenAddress>.Wrong("is not host:port", ListenFix);
        }
        if (host.Contains(':'))
        {
            return Parsed<ListenAddress>.Wrong("is an IPv6 address without brackets", ListenFix);
        }
        if (host == "localhost")
        {
            return new ListenAddress(host, port);
        }
        // IPAddress also takes "8" or "0x7f.1"; only the four-part form is an address here.
        return host.Count(c => c == '.') == 3 && host.All(c => c is '.' or (>= '0' and <= '9')) && IPAddress.TryParse(host, out var v4)
            ? new ListenAddress(v4.ToString(), port)
            : Parsed<ListenAddress>.Wrong("names a host that is neither an IP address nor localhost", ListenFix);
    }
}
