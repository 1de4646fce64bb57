using Microsoft.AspNetCore.Http;
using Penstock.Resources.Anthropic;
using Penstock.Resources.Gemini;
using Penstock.Resources.OpenAi;
using Penstock.Resources.OpenInference;

namespace Penstock.Resources;

/// <summary>The error format that a client of a part of the surface reads, for errors that no resource answers.</summary>
internal static class AddressFormats
{
    /// <summary>The format below an address.</summary>
    public static ErrorFormat Of(PathString path) =>
        path.StartsWithSegments("/v1/messages") ? AnthropicErrorFormat.Instance
        : path.StartsWithSegments("/v1beta") || path.StartsWithSegments("/v1beta1") || path.StartsWithSegments("/v1/projects") ? GeminiErrorFormat.Instance
        : path.StartsWithSegments("/v1") || path.StartsWithSegments("/openai") ? OpenAiErrorFormat.Instance
        : path.StartsWithSegments("/v2") ? OpenInferenceErrorFormat.Instance
        : ProblemFormat.Instance;
}
