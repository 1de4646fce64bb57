using Penstock.Dialects.Governed;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// The body that goes to a provider of the same dialect: the client's bytes, with only the model's name replaced, and usage
/// asked for in a stream.
/// </summary>
internal static class OpenAiForwarding
{
    private static readonly byte[] AskInObject = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] AskMember = "\"stream_options\":{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] AskValue = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] Model = "\"model\":"u8.ToArray();
    private static readonly ReadOnlyMemory<byte>[] NoPieces = [];

    /// <summary>The pieces to send, in order. They are slices of the client's body but for what is replaced.</summary>
    /// <param name="request">The request.</param>
    /// <param name="upstreamModel">The model's name at the provider.</param>
    /// <param name="traits">The provider; it may refuse or rename members.</param>
    /// <param name="losses">Takes the names of what is dropped.</param>
    /// <param name="mayAsk">Whether the operation has streams whose usage must be asked for.</param>
    public static List<ReadOnlyMemory<byte>> Pieces(WireRequest request, string upstreamModel, ProviderTraits traits, Losses losses, bool mayAsk = true)
    {
        var governed = request.Governed;
        var edits = new BodyEdits(request.Body);
        var model = BodyEdits.Quote(upstreamModel);
        if (!governed.ModelValue.Equals(default))
        {
            edits.Replace(governed.ModelValue, model);
        }

        MemberQuirks.Apply(request.Body.Span, edits, traits, losses);
        var first = governed.Brace + 1;
        var asks = mayAsk && traits.IncludeUsage && governed.Stream && governed.IncludeUsage != true;
        var (at, with) = asks ? AskUsage(governed) : default;
        if (governed.ModelValue.Equals(default))
        {
            // The address names the model, as Azure's do: other providers want it in the body.
            var here = asks && at.Start.Value == first;
            edits.Replace(first..first, [Model, model, .. governed.HasMembers || here ? [Comma] : NoPieces, .. here ? with : NoPieces]);
            asks &= !here;
        }

        if (asks)
        {
            edits.Replace(at, with);
        }

        return edits.Pieces();
    }

    private static (Range, ReadOnlyMemory<byte>[]) AskUsage(GovernedBody governed)
    {
        if (governed.IncludeUsage is not null)
        {
            return (governed.IncludeUsageValue, [True]);
        }

        if (governed.StreamOptionsIsObject)
        {
            var inside = governed.StreamOptions.Start.Value + 1;
            return (inside..inside, governed.StreamOptionsHasMembers ? [AskInObject, Comma] : [AskInObject]);
        }

        if (!governed.StreamOptions.Equals(default))
        {
            return (governed.StreamOptions, [AskValue]);
        }

        var first = governed.Brace + 1;
        return (first..first, governed.HasMembers ? [AskMember, Comma] : [AskMember]);
    }
}
