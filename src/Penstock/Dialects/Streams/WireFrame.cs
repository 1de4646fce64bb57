using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Streams;

/// <summary>One event of a provider's stream. The same object serves every event of a stream.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="tap">What reads its events.</param>
internal sealed class WireFrame(string dialect, StreamTap tap) : Frame
{
    private readonly List<ChatChunk> _chunks = [];
    private WireEvent _event;
    private bool _decoded;

    public override string Dialect => dialect;

    public override IReadOnlyList<ChatChunk> Chunks
    {
        get
        {
            if (!_decoded)
            {
                _decoded = true;
                tap.Decode(_event.Data, _event.Type, _chunks);
            }

            return _chunks;
        }
    }

    /// <summary>The usage this event reports; null when it does not.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>Takes the next event.</summary>
    public void Take(in WireEvent next)
    {
        _event = next;
        _chunks.Clear();
        _decoded = false;
        Raw = next.Raw;
        ModelValue = default;
        Withheld = false;
        Error = null;
        Usage = null;
        IsPreamble = false;
        OutputBytes = 0;
        Kind = FrameKind.Data;
        tap.Look(next, this);
        _decoded |= Kind is FrameKind.KeepAlive or FrameKind.Error;
    }

    /// <summary>It is a sign of life.</summary>
    public void IsKeepAlive() => Kind = FrameKind.KeepAlive;

    /// <summary>It ends the answer.</summary>
    public void IsTerminal() => Kind = FrameKind.Terminal;

    /// <summary>It says that the provider failed; its bytes are passed on to a client of the same dialect.</summary>
    public void IsError(CallError error) => (Kind, Error) = (FrameKind.Error, error);

    /// <summary>It is not readable: a stream that goes on after it would be a lie.</summary>
    public void IsUnreadable()
    {
        Kind = FrameKind.Error;
        Raw = default;
        ModelValue = default;
        Error = new CallError(ErrorKind.ProviderCut, "The provider sent an event that cannot be read in the middle of its answer.");
    }

    /// <summary>It only begins the answer (<c>message_start</c>, <c>response.created</c>), or is empty.</summary>
    public void Begins() => IsPreamble = true;

    /// <summary>On its way into another dialect an event that cannot be read would vanish, and the answer seem whole without it: it is an error.</summary>
    public void MustBeReadable()
    {
        if (Kind != FrameKind.Data || Chunks.Count > 0)
        {
            return;
        }

        // A tap takes more for JSON than the readers do: half characters, members that occur twice, nesting without end.
        using var document = WireJson.Parse(_event.Data, out _);
        if (document is null)
        {
            IsUnreadable();
        }
    }

    /// <summary>So many bytes of what the model wrote are in it.</summary>
    public void Writes(int bytes) => OutputBytes = bytes;

    /// <summary>It tells the tokens used so far.</summary>
    public void Tells(TokenUsage usage) => Usage = usage;

    /// <summary>The client did not ask for it.</summary>
    public void Withhold() => Withheld = true;

    /// <summary>Where the model's name stands in the event's data, quotes included.</summary>
    public void Names(Range model)
    {
        if (_event.DataOffset >= 0 && !model.Equals(default))
        {
            ModelValue = new Range(_event.DataOffset + model.Start.Value, _event.DataOffset + model.End.Value);
        }
    }

    /// <summary>The provider's bytes are replaced before anyone sees them: a quirk that would break the official SDKs is mended.</summary>
    /// <param name="mended">The whole event anew.</param>
    public void Mend(in WireEvent mended)
    {
        _event = mended;
        Raw = mended.Raw;
        ModelValue = default;
    }
}
