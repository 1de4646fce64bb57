namespace Penstock.Conformance.Matrix;

/// <summary>What every SDK is asked for.</summary>
internal static class MatrixFeatures
{
    public const string Text = "text";
    public const string Stream = "stream";
    public const string Tools = "tools";
    public const string Structured = "structured";
    public const string Image = "image";
    public const string Error = "error";

    /// <summary>The tools that are offered, in this order: those that the recorded models call.</summary>
    public static IReadOnlyList<string> ToolNames { get; } = ["get_current_weather", "get_weather", "get_time", "secret_retrieval_tool"];

    /// <summary>The parameters of each tool.</summary>
    public const string Parameters = """{"type":"object","properties":{"location":{"type":"string"},"password":{"type":"string"}}}""";

    /// <summary>The form that is asked for: the one that the recorded models were asked for.</summary>
    public const string Schema =
        """{"type":"object","properties":{"integer_a":{"type":"integer"},"integer_b":{"type":"integer"},"answer":{"type":"integer"}},"required":["integer_a","integer_b","answer"],"additionalProperties":false}""";

    /// <summary>A picture of one pixel.</summary>
    public const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    /// <summary>In the order of the document.</summary>
    public static IReadOnlyList<string> All { get; } = [Text, Stream, Tools, Structured, Image, Error];
}
