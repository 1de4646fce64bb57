using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Anthropic;

/// <summary>Reads the events of a message's stream, which ends with <c>message_stop</c>.</summary>
internal sealed class AnthropicStreamTap : StreamTap
{
    private readonly MessageEventReader _reader = new();
    private UsageCounts _counts;

    public override void Look(in WireEvent next, WireFrame frame)
    {
        if (next.Data.IsEmpty)
        {
            frame.IsKeepAlive();
            return;
        }

        if (!AnthropicTap.TryRead(next.Data.Span, ref _counts, out var tap))
        {
            frame.IsUnreadable();
            return;
        }

        frame.Names(tap.ModelValue);
        frame.Writes(tap.OutputBytes);
        if (tap.TellsUsage && _counts.Usage is { } usage)
        {
            frame.Tells(usage);
        }

        switch (tap.Kind)
        {
            case AnthropicTap.EventKind.Ping:
                frame.IsKeepAlive();
                break;
            case AnthropicTap.EventKind.Stop:
                frame.IsTerminal();
                break;
            case AnthropicTap.EventKind.Error:
                Fail(next, frame, next.Type.Span.SequenceEqual("error"u8));
                break;
            case AnthropicTap.EventKind.Other when tap.HasError:
                Fail(next, frame, inDialect: false);
                break;
            default:
                if (tap.OnlyBegins)
                {
                    frame.Begins();
                }

                break;
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks) => _reader.TryRead(data, chunks);

    // The SDKs pass over an error that is not called one: it is written anew for the client.
    private static void Fail(in WireEvent next, WireFrame frame, bool inDialect)
    {
        var error = AnthropicErrors.ReadFault(next.Data, "application/json", null);
        if (!inDialect)
        {
            frame.Mend(default);
        }

        frame.IsError(error);
    }
}
