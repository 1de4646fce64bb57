using System.Text;
using System.Text.Json;

namespace Penstock.Upstream;

/// <summary>The recorded exchanges, and the rules by which a request finds its own.</summary>
internal sealed class ExchangeStore
{
    private readonly Dictionary<string, Exchange> _byId;

    private ExchangeStore(IReadOnlyList<Exchange> all)
    {
        All = all;
        _byId = all.ToDictionary(exchange => exchange.Id, StringComparer.Ordinal);
    }

    public static ExchangeStore Empty { get; } = new([]);

    public IReadOnlyList<Exchange> All { get; }

    /// <param name="data">The data folder, its <c>exchanges</c> folder, or the file itself.</param>
    /// <exception cref="FileNotFoundException">None of the three holds <c>exchanges.jsonl</c>.</exception>
    public static ExchangeStore Load(string data)
    {
        string[] places = [data, Path.Combine(data, "exchanges.jsonl"), Path.Combine(data, "exchanges", "exchanges.jsonl")];
        var file = places.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The provider stand-in found no exchanges.jsonl in '{data}' nor in its folder 'exchanges'.");
        return new ExchangeStore([.. File.ReadLines(file).Where(line => line.Length > 0).Select(Parse)]);
    }

    /// <summary>By id, <c>p0024</c> or <c>exchange-p0024</c>.</summary>
    public Exchange? ById(string? id) =>
        id is null ? null : _byId.GetValueOrDefault(id.StartsWith("exchange-", StringComparison.Ordinal) ? id[9..] : id);

    /// <summary>By an id that is a segment of the path, as in <c>/model/p0024/converse</c> or <c>/models/p0024:generateContent</c>.</summary>
    public Exchange? ByPathSegment(string path) =>
        path.Split('/').Select(segment => ById(segment.Split(':')[0])).FirstOrDefault(exchange => exchange is not null);

    /// <summary>
    /// The first exchange with the same method, the same end of the path, stream flag and model; answers before errors.
    /// The end of the path is what follows the version, so that <c>/v1/chat/completions</c> finds <c>/api/v1/chat/completions</c>.
    /// </summary>
    public Exchange? Match(string method, string path, bool stream, string? model) => All
        .Where(exchange => string.Equals(exchange.Method, method, StringComparison.OrdinalIgnoreCase)
            && exchange.Stream == stream
            && (exchange.Model == model || model is null)
            && exchange.Path.EndsWith(AfterVersion(path), StringComparison.Ordinal))
        .MinBy(exchange => exchange.Status is >= 200 and < 300 ? 0 : 1);

    private static string AfterVersion(string path)
    {
        var segments = path.Split('/');
        var version = Array.FindLastIndex(segments, s => s.Length > 1 && s[0] == 'v' && char.IsAsciiDigit(s[1]));
        return version < 0 ? path : "/" + string.Join('/', segments.Skip(version + 1));
    }

    private static Exchange Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var headers = root.GetProperty("responseHeaders").EnumerateObject()
            .ToDictionary(header => header.Name, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new Exchange(
            root.GetProperty("id").GetString()!,
            root.GetProperty("provider").GetString()!,
            root.GetProperty("method").GetString()!,
            root.GetProperty("path").GetString()!,
            root.GetProperty("stream").GetBoolean(),
            root.GetProperty("status").GetInt32(),
            root.GetProperty("model").GetString(),
            headers,
            Body(root, "requestBody"),
            Body(root, "responseBody"));
    }

    private static byte[] Body(JsonElement root, string name) =>
        root.TryGetProperty(name + "Base64", out var base64) ? base64.GetBytesFromBase64()
        : root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(text.GetString()!)
        : [];
}
