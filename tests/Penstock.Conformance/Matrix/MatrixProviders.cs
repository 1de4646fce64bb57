using static Penstock.Conformance.Matrix.MatrixFeatures;

namespace Penstock.Conformance.Matrix;

/// <summary>The providers behind Penstock, each of another dialect, and what they have recorded.</summary>
internal static class MatrixProviders
{
    /// <summary>In the order of the document; the last speaks the first's dialect, in its own way.</summary>
    public static IReadOnlyList<string> Names { get; } = ["openai", "openai-responses", "anthropic", "gemini", "bedrock", "cohere", "mistral"];

    /// <summary>One for each provider and feature.</summary>
    public static IReadOnlyList<MatrixRecording> Recordings { get; } =
    [
        new("openai", Text, "p0306", "Hi there! How can I help you today?", 206) { Output = 377 },
        new("openai", MatrixFeatures.Stream, "p0314", "Hi there! How can I help today?", 209) { Stream = true },
        new("openai", Tools, "p0019") { Calls = [new("get_current_weather", """{"location":"Seattle, WA"}"""), new("get_current_weather", """{"location":"San Francisco, CA"}""")] },
        new("openai", Structured, "p0018", "4242", 4) { SentOnly = true, Output = 11 },
        new("openai", Image, "p0308", "A tiny blue cartoon character.", 30) { Output = 719 },
        new("openai", Error, "p0020", "Invalid 'messages'") { Status = 400 },

        new("openai-responses", Text, "p0056", "General Kenobi!", 82) { Output = 22 },
        new("openai-responses", MatrixFeatures.Stream, "p0080", "2 + 2 equals 4.", 15) { Stream = true, Output = 9 },
        new("openai-responses", Tools, "p0049", "The weather in Prague", 40) { SentOnly = true, Output = 13 },
        new("openai-responses", Structured, "p0064", """{"title":"Mistborn""", 103) { Stream = true, Output = 33 },
        new("openai-responses", Image, "p0046", "The image depicts", 86) { Output = 16 },
        new("openai-responses", Error, "p0048", "Unsupported value") { Status = 400 },

        new("anthropic", Text, "p0130", "TypeScript is", 139) { Output = 30 },
        new("anthropic", MatrixFeatures.Stream, "p0153", "Here's an OpenTelemetry-themed joke", 355) { Stream = true, Output = 92 },
        new("anthropic", Tools, "p0118") { Output = 82, Calls = [new("get_weather", """{"location":"San Francisco"}""")] },
        new("anthropic", Structured, "p0133", """{"integer_a": 2""", 45) { Output = 159 },
        new("anthropic", Image, "p0116", "I see 10 rounded", 231) { Output = 53 },
        new("anthropic", Error, "p0121", "this-model-does-not-exist-12345") { Status = 404 },

        new("gemini", Text, "p0231", "Open data streams,", 70) { Output = 18 + 433 },
        new("gemini", MatrixFeatures.Stream, "p0236", "When systems hum,", 1564) { Stream = true, Output = 388 + 2193 },
        new("gemini", Tools, "p0202") { Output = 40 + 76, Calls = [new("secret_retrieval_tool", """{"password":"mellon"}"""), new("secret_retrieval_tool", """{"password":"radiance"}""")] },
        new("gemini", Structured, "p0203", "{\n  \"integer_a\": 2", 53) { Output = 30 + 309 },
        new("gemini", Image, "p0231", "Open data streams,", 70) { SentOnly = true, Output = 18 + 433 },
        new("gemini", Error, "p0229", "gemini-does-not-exist") { Status = 404 },

        new("bedrock", Text, "p0162", "Why did the OpenTelemetry trace", 132) { Output = 30 },
        new("bedrock", MatrixFeatures.Stream, "p0170", "\nThe capital of {ADDRESS} is", 78) { Stream = true },
        new("bedrock", Tools, "p0167") { Stream = true, Calls = [new("get_weather", """{"location":"Barcelona"}""")] },
        new("bedrock", Structured, "p0162", "Why did the OpenTelemetry trace", 132) { SentOnly = true, Output = 30 },
        new("bedrock", Image, "p0162", "Why did the OpenTelemetry trace", 132) { SentOnly = true, Output = 30 },

        // No error of Bedrock is recorded; Cohere's has the same form.
        new("bedrock", Error, "p0276", "was removed on September 15") { Status = 404 },

        new("cohere", Text, "p0284", "Arrrr, matey!", 289),
        new("cohere", MatrixFeatures.Stream, "p0293", "Sure! Here are two lines", 218) { Stream = true, Output = 49 },
        new("cohere", Tools, "p0283") { Calls = [new("get_weather", """{"location":"Tokyo"}"""), new("get_time", """{"location":"Tokyo"}""")] },
        new("cohere", Structured, "p0284", "Arrrr, matey!", 289) { SentOnly = true },
        new("cohere", Image, "p0284", "Arrrr, matey!", 289) { SentOnly = true },
        new("cohere", Error, "p0276", "was removed on September 15") { Status = 404 },

        new("mistral", Text, "p0239", "Why did OpenTelemetry join a band?", 292) { Output = 67 },
        new("mistral", MatrixFeatures.Stream, "p0243", "Why did OpenTelemetry join a band?", 329) { Stream = true, Output = 76 },
        new("mistral", Tools, "p0239", "Why did OpenTelemetry join a band?", 292) { SentOnly = true, Output = 67 },
        new("mistral", Structured, "p0018", "4242", 4) { SentOnly = true, Output = 11 },
        new("mistral", Image, "p0239", "Why did OpenTelemetry join a band?", 292) { SentOnly = true, Output = 67 },

        // Nor of Mistral; OpenAI's is what it imitates.
        new("mistral", Error, "p0020", "Invalid 'messages'") { Status = 400 },
    ];

    /// <summary>The configuration of a Penstock before all of them.</summary>
    public static string Yaml(Uri upstream) =>
        "providers:\n" + string.Concat(Names.Select(name => $"  {name}-up: {{ {Dialect(name)}, base_url: \"{upstream}{(name is "openai" or "openai-responses" or "mistral" ? "v1" : "")}\", api_key: sk-upstream-0123456789, retry: {{ attempts: 1 }} }}\n"))
        + "models:\n" + string.Concat(Recordings.SelectMany(recording => new[] { "", MatrixSdks.GeminiPrefix }
            .Select(prefix => $"  {prefix}{recording.Model}: {{ targets: [ {{ provider: {recording.Provider}-up, model: {recording.Exchange} }} ] }}\n")));

    private static string Dialect(string name) => name == "mistral" ? "like: mistral" : $"dialect: {name}";
}
