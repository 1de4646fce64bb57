using System.Text;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenAi;

/// <summary>Moderations, pictures and sounds: what goes to a provider as it came, and comes back so, but for the model's name.</summary>
internal static class MediaForwarding
{
    /// <summary>Whether a capability is one of these.</summary>
    public static bool Has(Capability capability) => capability is Capability.Moderations or Capability.Images or Capability.Speech or Capability.Transcriptions;

    /// <summary>The request; null where the client speaks another dialect.</summary>
    public static ProviderRequest? Request(Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        var losses = new Losses();
        IReadOnlyList<ReadOnlyMemory<byte>>? body = request switch
        {
            WireRequest { Dialect: OpenAiDialect.Name } wire => OpenAiForwarding.Pieces(call, wire, target.UpstreamModel, traits, losses, cap: null, mayAsk: false),
            MultipartRequest form => Pieces(form, target.UpstreamModel),
            _ => null,
        };
        return body is null ? null : new ProviderRequest(traits.Path(call.Head.Operation ?? OpenAiDialect.Path(call.Head.Capability)!, target.UpstreamModel), body)
        {
            ContentType = request.ContentType ?? "application/json",
            Accept = "*/*",

            // Sound is passed on as it is made.
            Stream = request.Stream || call.Head.Capability == Capability.Speech,
            Forwarded = true,
            Losses = losses,
        };
    }

    /// <summary>A stream: events, or the bytes of a sound.</summary>
    public static FrameStream ReadStream(Stream body, AnswerSource source) =>
        source.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true
            ? new WireFrames(body, new SseReader(body, WireFrames.LongestEvent), OpenAiDialect.Name, new MediaStreamTap(), source)
            : new ByteFrames(body, OpenAiDialect.Name, source);

    private static List<ReadOnlyMemory<byte>> Pieces(MultipartRequest form, string model)
    {
        var edits = new BodyEdits(form.Body);
        if (form.ModelValue.Equals(default))
        {
            edits.Replace(form.Begin..form.Begin, Encoding.UTF8.GetBytes($"--{form.Boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n"));
        }
        else
        {
            edits.Replace(form.ModelValue, Encoding.UTF8.GetBytes(model));
        }

        return edits.Pieces();
    }
}
