using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Content;

/// <summary>Hands over what was said in calls whose policy asks for it (<see cref="CallState.LogContent"/>). It comes after Policy.</summary>
public sealed class ContentStage(IContentLog log) : Stage, IEndAction
{
    private const int Most = 256 * 1024;

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        if (call.State.LogContent is not null)
        {
            call.State.AnswerCopy = new AnswerCopy(Most);
            call.OnEnd(this);
        }

        return next(call, ct);
    }

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        var state = call.State;
        if (state is { LogContent: { } kept, Caller: { } caller, AnswerCopy: { } answer })
        {
            // Copied: the body's memory is given back when the call is over.
            var body = state.Request?.Body ?? default;
            var request = body[..Math.Min(body.Length, Most)].ToArray();
            var added = log.TryAdd(new CallContent(
                call.Id, caller.Principal?.Id ?? caller.Key.Id, request, answer.Bytes, answer.IsCut || body.Length > Most, call.StartedAt, call.StartedAt + kept));
            state.Decided(added ? "content: recorded" : "content: not recorded, too much is waiting");
        }

        return ValueTask.CompletedTask;
    }
}
