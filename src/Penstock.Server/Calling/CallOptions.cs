using Penstock.Config;
using Penstock.Server.Cli;

namespace Penstock.Server.Calling;

/// <summary>The options of the commands that call a server.</summary>
internal static class CallOptions
{
    /// <summary>The exit code when nobody answers.</summary>
    public const int UnreachableCode = 3;

    /// <summary>The exit code of a command that Ctrl-C ended.</summary>
    public const int InterruptedCode = 130;

    private const string DefaultUrl = "http://127.0.0.1:8080";

    public static readonly OptionSpec Url = new("--url", "URL", $"the server ($PENSTOCK_URL, else {DefaultUrl})");

    public static readonly OptionSpec Key = new("--key", "KEY", "the key to call with (else $PENSTOCK_KEY, which keeps it out of the list of processes).\n"
        + "The admin key is printed at the server's first start and kept as a hash only;\n"
        + "`penstock admin-key --reset` makes another, POST /api/v1/keys makes keys for callers");

    public static readonly OptionSpec Header = new("--header", "'NAME: VALUE'", "a header of the request; may be repeated")
    {
        Short = "-H",
        Repeats = true,
        Check = text => Split(text) is null ? $"needs a name, a colon and a value, not \"{text}\"" : null,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<OptionSpec> All { get; } = [Url, Key, Header];

    /// <summary>What the command line and the environment say.</summary>
    public static (ServerAddress? Server, string? Mistake) Read(CommandLine line, Terminal terminal)
    {
        var url = line.Value(Url.Name) ?? terminal.Variable(ConfigOverrides.Url) ?? DefaultUrl;
        var key = line.Value(Key.Name) ?? terminal.Variable(ConfigOverrides.Key);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Query.Length + address.Fragment.Length + address.UserInfo.Length > 0)
        {
            return (null, $"{url} is not the address of a server. Write {Url.Name} {DefaultUrl}.");
        }

        return key is not null && key.Any(c => c is <= ' ' or > '~')
            ? (null, "The key holds a character that no key has. Copy it again, without blanks.")
            : (new ServerAddress(url.TrimEnd('/'), key, [.. line.Values(Header.Name).Select(text => Split(text)!.Value)]), null);
    }

    private static KeyValuePair<string, string>? Split(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = colon > 0 ? (text[..colon], text[(colon + 1)..].Trim()) : ("", "");
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) && !value.Any(char.IsControl)
            ? KeyValuePair.Create(name, value)
            : null;
    }
}
