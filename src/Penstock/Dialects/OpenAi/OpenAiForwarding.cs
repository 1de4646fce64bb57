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

    /// <summary>The pieces to send, in order. They are slices of the client's body but for what is replaced.</summary>
    /// <param name="request">The request.</param>
    /// <param name="upstreamModel">The model's name at the provider.</param>
    /// <param name="traits">The provider; it may refuse or rename members.</param>
    /// <param name="losses">Takes the names of what is dropped.</param>
    public static List<ReadOnlyMemory<byte>> Pieces(WireRequest request, string upstreamModel, ProviderTraits traits, Losses losses)
    {
        var governed = request.Governed;
        var edits = new BodyEdits(request.Body);
        if (!governed.ModelValue.Equals(default))
        {
            edits.Replace(governed.ModelValue, BodyEdits.Quote(upstreamModel));
        }

        MemberQuirks.Apply(request.Body.Span, edits, traits, losses);
        if (traits.IncludeUsage && governed.Stream && governed.IncludeUsage != true)
        {
            var (at, with) = AskUsage(governed);
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
