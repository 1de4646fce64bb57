using Penstock.Domain.Models;

namespace Penstock.Domain.Calls;

/// <summary>The most tokens that a call can cost at a target, known before the provider is asked and without tokenising.</summary>
/// <param name="Input">
/// The most input tokens. Every token is at least one byte of text, so that the body's bytes bound its text; pictures, sounds and documents are
/// counted by worst cases of the target's wire format.
/// </param>
/// <param name="Output">The most output tokens, hidden reasoning and all choices included; null where nothing bounds them.</param>
/// <param name="InputIsOpen">Whether the provider may take more input than <paramref name="Input"/>, since it adds some of its own (<see cref="InputMeasure.IsOpen"/>).</param>
public readonly record struct RequestBound(long Input, long? Output, bool InputIsOpen)
{
    /// <summary>
    /// The bound of a call at a target. The output is what the request says, or what the model can write at most; and no more than
    /// <see cref="CallState.OutputCap"/>, which every dialect tells upstream.
    /// </summary>
    /// <param name="call">The call; its body was read and its model found.</param>
    /// <param name="target">Where it may run.</param>
    public static RequestBound Of(Call call, Target target)
    {
        var request = call.State.Request ?? throw new InvalidOperationException("The call's body was not read.");
        var model = call.State.Model;
        var measure = request.Measure;
        var input = InputOf(request, measure, target.InputCosts);
        if (model?.MaxInputTokens is { } most)
        {
            // Providers refuse what is longer than the context, what they keep included; their own tools add to it in rounds.
            return new RequestBound(measure.IsKept ? most : Math.Min(input, most), OutputOf(call, request, model), measure.IsOpen);
        }

        return new RequestBound(input, OutputOf(call, request, model), measure.IsOpen || measure.IsKept);
    }

    private static long InputOf(CallRequest request, in InputMeasure measure, InputCosts costs) =>
        request.Body.Length - measure.MediaBytes + measure.RepeatedBytes + costs.Request
        + (measure.Tools == 0 ? 0 : costs.Tools + ((long)measure.Tools * costs.Tool))
        + ((long)measure.Images * costs.Image) + ((long)measure.Sounds * costs.Sound) + ((long)measure.Files * costs.File) + ((long)measure.Videos * costs.Video);

    private static long? OutputOf(Call call, CallRequest request, Model? model)
    {
        switch (call.Head.Capability)
        {
            case Capability.Chat or Capability.Completions:
                break;
            case Capability.Embeddings or Capability.Rerank or Capability.Moderations or Capability.CountTokens:
                return 0;
            default:
                return null;
        }

        var each = request.OutputCap ?? model?.MaxOutputTokens;
        if (call.State.OutputCapPerChoice is { } cap)
        {
            each = Math.Min(each ?? cap, cap);
        }

        return each is { } known ? checked(known * request.Choices) + request.OutputBesidesCap : null;
    }
}
