using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Dialects.Json;
using Xunit;

namespace Penstock.Tests.Dialects;

/// <summary>Runs a writer and gives its bytes; compares JSON.</summary>
internal static class Wire
{
    public static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Write(write).Span);

    public static void AssertSame(JsonNode? expected, JsonNode? actual, string context)
    {
        if (!JsonNode.DeepEquals(expected, actual))
        {
            Assert.Fail($"{context}\nexpected {expected?.ToJsonString()}\nbut got  {actual?.ToJsonString()}");
        }
    }

    /// <summary>The data of each event of a stream.</summary>
    public static IEnumerable<string> Events(string stream) =>
        stream.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].Trim());
}
