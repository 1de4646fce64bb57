using Microsoft.AspNetCore.Http;
using Penstock.Resources.Cohere;
using Penstock.Resources.OpenAi;
using Penstock.Resources.OpenInference;

namespace Penstock.Resources;

/// <summary>The error format that a client of a part of the surface reads, for errors that no resource answers.</summary>
internal static class AddressFormats
{
    /// <summary>The format below an address.</summary>
    public static ErrorFormat Of(PathString path) =>
        path.StartsWithSegments("/v1") ? OpenAiErrorFormat.Instance
        : path.StartsWithSegments("/cohere") ? CohereErrorFormat.Instance
        : path.StartsWithSegments("/v2") ? OpenInferenceErrorFormat.Instance
        : ProblemFormat.Instance;
}
