using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// The body that goes to a provider of the same dialect: the client's bytes, with only the model's name replaced, the call's output cap
/// told, and usage asked for in a stream.
/// </summary>
internal static class OpenAiForwarding
{
    private static readonly byte[] AskInObject = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] AskMember = "\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] AskValue = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>The pieces to send, in order. They are slices of the client's body but for what is replaced.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">Its request.</param>
    /// <param name="upstreamModel">The model's name at the provider.</param>
    /// <param name="traits">The provider; it may refuse or rename members.</param>
    /// <param name="losses">Takes the names of what is dropped.</param>
    /// <param name="cap">What the provider calls the most tokens of an answer; null where there is no such thing.</param>
    /// <param name="mayAsk">Whether the operation has streams whose usage must be asked for.</param>
    public static List<ReadOnlyMemory<byte>> Pieces(Call call, WireRequest request, string upstreamModel, ProviderTraits traits, Losses losses, CapName? cap, bool mayAsk = true)
    {
        var governed = request.Governed;
        var edits = new BodyEdits(request.Body);

        // The address may name the model, as Azure's do: other providers want it in the body.
        edits.PutModel(governed, upstreamModel);
        MemberQuirks.Apply(request.Body.Span, edits, traits, losses);
        if (cap is not null)
        {
            CapEdits.Apply(edits, call, governed, traits.Renames.TryGetValue(cap.Name, out var renamed) ? cap with { Name = renamed, Also = cap.Name } : cap);
        }

        if (mayAsk && traits.IncludeUsage && governed.Stream && governed.IncludeUsage != true)
        {
            AskUsage(edits, governed);
        }

        return edits.Pieces();
    }

    private static void AskUsage(BodyEdits edits, in GovernedBody governed)
    {
        if (governed.IncludeUsage is not null)
        {
            edits.Replace(governed.IncludeUsageValue, True);
        }
        else if (governed.StreamOptionsIsObject)
        {
            edits.Put(governed.StreamOptions.Start.Value + 1, AskInObject);
        }
        else if (!governed.StreamOptions.Equals(default))
        {
            edits.Replace(governed.StreamOptions, AskValue);
        }
        else
        {
            edits.Put(governed.Brace + 1, AskMember);
        }
    }
}
