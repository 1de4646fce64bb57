using Penstock.Dialects.Sse;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>An OpenAI stream as frames: every byte as it came, with a tap that reads usage, errors and the end.</summary>
/// <param name="body">The provider's body; owned.</param>
/// <param name="state">Where usage is reported to.</param>
/// <param name="withholdUsage">Whether the event that only reports usage must not reach the client.</param>
/// <param name="contentType">The provider's media type.</param>
/// <param name="headers">The provider's headers that cross.</param>
internal sealed class OpenAiFrames(
    Stream body,
    CallState state,
    bool withholdUsage,
    string? contentType,
    IReadOnlyList<KeyValuePair<string, string>> headers) : FrameStream
{
    private const int LongestEvent = 16 * 1024 * 1024;
    private readonly SseReader _events = new(body, LongestEvent);
    private readonly OpenAiFrame _frame = new();
    private bool _over;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public override string? ContentType => contentType;

    public override bool HasBuffered => !_over && _events.HasBuffered;

    public override ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        if (_over)
        {
            return ValueTask.FromResult<Frame?>(null);
        }

        return _events.TryRead(out var next) ? ValueTask.FromResult<Frame?>(Take(next.Value)) : ReadMoreAsync(ct);
    }

    public override ValueTask DisposeAsync()
    {
        _over = true;
        _events.Dispose();
        return body.DisposeAsync();
    }

    private async ValueTask<Frame?> ReadMoreAsync(CancellationToken ct)
    {
        SseEvent? next;
        try
        {
            next = await _events.ReadAsync(ct);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return Cut("The provider's connection broke off in the middle of its answer.");
        }

        return next is { } whole ? Take(whole)
            : _events.TooLong ? Cut($"The provider sent an event of more than {LongestEvent / 1024 / 1024} MiB.")
            : Cut("The provider's answer ended without its terminal event.");
    }

    private OpenAiFrame Take(in SseEvent next)
    {
        _frame.Take(next, withholdUsage);
        if (_frame.Usage is { } usage)
        {
            state.Usage = usage;
        }

        _over = _frame.Kind is FrameKind.Terminal or FrameKind.Error;
        return _frame;
    }

    private ErrorFrame Cut(string message)
    {
        _over = true;
        return new ErrorFrame(new CallError(ErrorKind.ProviderCut, message));
    }
}
