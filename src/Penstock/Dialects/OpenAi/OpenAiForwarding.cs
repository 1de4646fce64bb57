using System.Text;

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
    /// <param name="askUsage">Whether a stream's usage is asked for though the client did not.</param>
    public static List<ReadOnlyMemory<byte>> Pieces(OpenAiRequest request, string upstreamModel, bool askUsage)
    {
        var body = request.Body;
        var governed = request.Governed;
        var edits = new List<(Range At, ReadOnlyMemory<byte>[] With)>(3);
        if (!governed.ModelValue.Equals(default))
        {
            edits.Add((governed.ModelValue, [Quote(upstreamModel)]));
        }

        if (askUsage && governed.Stream && governed.IncludeUsage != true)
        {
            edits.Add(AskUsage(governed));
        }

        edits.Sort(static (a, b) => a.At.Start.Value.CompareTo(b.At.Start.Value));
        var pieces = new List<ReadOnlyMemory<byte>>(5);
        var at = 0;
        foreach (var (range, with) in edits)
        {
            pieces.Add(body[at..range.Start.Value]);
            pieces.AddRange(with);
            at = range.End.Value;
        }

        pieces.Add(body[at..]);
        return pieces;
    }

    /// <summary>A model's name as a JSON text. Names hold no character that needs escaping; provider names might.</summary>
    public static byte[] Quote(string name)
    {
        if (name.AsSpan().ContainsAnyExceptInRange(' ', '~') || name.AsSpan().ContainsAny('"', '\\'))
        {
            return Encoding.UTF8.GetBytes($"\"{System.Text.Json.JsonEncodedText.Encode(name)}\"");
        }

        var quoted = new byte[name.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        Encoding.ASCII.GetBytes(name, quoted.AsSpan(1));
        return quoted;
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
