using Penstock.Dialects.Sse;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>One event of an OpenAI stream. The same object serves every event of a stream.</summary>
internal sealed class OpenAiFrame : Frame
{
    public override string Dialect => OpenAiDialect.Name;

    /// <summary>The usage this event reports, when it does.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>Takes the next event; what is wrong with it is in <see cref="Frame.Error"/>.</summary>
    /// <param name="next">The event.</param>
    /// <param name="withholdUsage">Whether an event that only reports usage must not reach the client.</param>
    public void Take(in SseEvent next, bool withholdUsage)
    {
        Raw = next.Raw;
        ModelValue = default;
        Withheld = false;
        Error = null;
        Usage = null;
        if (next.Data.IsEmpty)
        {
            Kind = FrameKind.KeepAlive;
        }
        else if (next.Data.Span.SequenceEqual("[DONE]"u8))
        {
            Kind = FrameKind.Terminal;
        }
        else if (!OpenAiTap.TryRead(next.Data.Span, out var tap))
        {
            Kind = FrameKind.Error;
            Raw = default;
            Error = new CallError(ErrorKind.ProviderCut, "The provider sent an event that is not JSON in the middle of its answer.");
        }
        else if (tap.IsError)
        {
            Kind = FrameKind.Error;
            Error = OpenAiErrors.ReadFault(next.Data, "text/event-stream", null);
            PlaceModel(next, tap);
        }
        else
        {
            Kind = FrameKind.Data;
            Usage = tap.Usage;
            Withheld = withholdUsage && tap.NoChoices && tap.Usage is not null;
            PlaceModel(next, tap);
        }
    }

    private void PlaceModel(in SseEvent next, in OpenAiTap tap)
    {
        if (next.DataOffset >= 0 && !tap.ModelValue.Equals(default))
        {
            ModelValue = new Range(next.DataOffset + tap.ModelValue.Start.Value, next.DataOffset + tap.ModelValue.End.Value);
        }
    }
}
