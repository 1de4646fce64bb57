using System.Text;
using System.Text.Json;
using Xunit;

namespace Penstock.Tests;

/// <summary>Finds the shared test data beside the repository; a test that needs it is skipped where it is missing, except in CI.</summary>
internal static class SharedData
{
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Penstock.slnx")))
            {
                var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "data", relative));
                if (File.Exists(path) || Directory.Exists(path))
                {
                    return path;
                }
            }
        }

        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", $"../shared/data/{relative} is not there");
        throw new FileNotFoundException($"../shared/data/{relative} is not there, and CI=true");
    }

    public static IEnumerable<Exchange> Exchanges() =>
        File.ReadLines(Path("exchanges/exchanges.jsonl"), Encoding.UTF8).Select(Exchange.Read);

    public sealed record Exchange(string Id, string Provider, string Endpoint, bool Stream, int Status, string Request, string Response)
    {
        public static Exchange Read(string line)
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new Exchange(
                root.GetProperty("id").ToString(),
                root.GetProperty("provider").GetString()!,
                root.GetProperty("endpoint").GetString()!,
                root.GetProperty("stream").GetBoolean(),
                root.GetProperty("status").GetInt32(),
                Text(root, "requestBody"),
                Text(root, "responseBody"));
        }

        private static string Text(JsonElement root, string name) =>
            !root.TryGetProperty(name, out var body) ? "" : body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText();
    }
}
