namespace Penstock.Dialects.OpenInference;

/// <summary>The Open Inference Protocol, version 2, over REST, with Triton's extension for binary tensors.</summary>
internal static class OpenInferenceDialect
{
    /// <summary>The dialect's name.</summary>
    public const string Name = "open-inference";

    /// <summary>How many bytes of a body are its JSON; the tensors' bytes stand behind it (extension_binary_data.md).</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    /// <summary>The media type of a body with binary tensors.</summary>
    public const string Binary = "application/octet-stream";

    /// <summary>The media type of a body without.</summary>
    public const string Json = "application/json";
}
