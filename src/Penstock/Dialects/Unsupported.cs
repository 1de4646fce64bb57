using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects;

/// <summary>The errors of what a provider's dialect does not have. They name what is missing, where, and which models have it.</summary>
internal static class Unsupported
{
    /// <summary>The code of these errors: another target may do it.</summary>
    public const string FeatureCode = "unsupported_feature";

    /// <summary>The code of the refusal of a call that would lose something, where the caller wants that refused.</summary>
    public const string StrictCode = "would_be_dropped";

    /// <summary>The dialect has no such operation.</summary>
    public static CallError Operation(Call call, Target target, string provider) => new(
        ErrorKind.InvalidRequest,
        $"The provider '{provider}', where the model '{call.State.Model!.Id}' runs as '{ModelName.Shown(target.UpstreamModel)}', has no {call.Head.Capability.Name().Replace('_', ' ')}.{Others(call, candidate => candidate.Has(call.Head.Capability))}")
    {
        Param = "model",
        Code = "unsupported_capability",
    };

    /// <summary>The dialect cannot carry some content of the conversation.</summary>
    public static CallError Content(Call call, UnsupportedFeature missing) => new(
        ErrorKind.InvalidRequest,
        $"The model '{call.State.Model!.Id}' has no {missing.Feature}.{Others(call, candidate => candidate.Features.Contains(missing.Feature))}")
    {
        Param = missing.Param ?? "messages",
        Code = FeatureCode,
    };

    /// <summary>Something would be dropped, and the caller wants that refused.</summary>
    public static CallError Strictly(Call call, IReadOnlyList<string> names) => new(
        ErrorKind.InvalidRequest,
        $"The provider of the model '{call.State.Model!.Id}' cannot be told: {string.Join(", ", names)}. Leave it out, or call without x-penstock-strict.")
    {
        Param = names[0],
        Code = StrictCode,
    };

    // Only what this caller may see.
    private static string Others(Call call, Func<Target, bool> has)
    {
        string[] able = call.State is { Catalogue: { } catalogue, Caller: { } caller }
            ? [.. catalogue.Catalogue.VisibleTo(caller).Where(model => model.Id != call.State.Model!.Id && model.Can(call.Head.Capability) && model.Targets.Any(has)).Select(model => model.Id).Take(5)]
            : [];
        return able.Length == 0 ? " No model that this key may call has it." : $" These models have it: {string.Join(", ", able)}.";
    }
}
