using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>The error for a model that answers with a stream where the protocol has one answer only.</summary>
internal static class StreamingModel
{
    /// <summary>Makes the error.</summary>
    /// <param name="model">The model.</param>
    /// <param name="instead">What to do instead.</param>
    internal static CallError Refuse(Model model, string instead) => new(ErrorKind.InvalidRequest, $"The model '{model.Id}' answers with a stream. {instead}, or to /models/{model.Id}/invoke.")
    {
        Code = "unsupported_capability",
    };
}
