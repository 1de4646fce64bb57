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

    /// <summary>Where a server says what it is, below its base address.</summary>
    public const string Root = "v2";

    /// <summary>Where a server says what a model is.</summary>
    /// <param name="server">The server's base address, with a closing slash.</param>
    /// <param name="model">The server's name for the model.</param>
    /// <param name="version">The version; null for the server's own choice.</param>
    public static Uri AddressOf(Uri server, string model, string? version) => new(
        $"{server.AbsoluteUri}{Root}/models/{Uri.EscapeDataString(model)}{(version is null ? "" : "/versions/" + Uri.EscapeDataString(version))}");

    /// <summary>Where a model is run.</summary>
    public static Uri InferAt(Uri model) => new(model.AbsoluteUri + "/infer");
}
