using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Guide;

/// <summary>
/// The chat model in the box: answers the last user message with passages of Penstock's own documents. What only a language model
/// could do (use a tool it must use, write JSON by a schema) it refuses, and does not pretend.
/// </summary>
internal sealed class GuideEngine(GuideIndex index) : IEngine
{
    /// <summary>What the model's description says.</summary>
    internal const string Description =
        "Answers questions about Penstock by quoting the passages of Penstock's own documents that fit best (BM25). "
        + "It is a retriever and not a language model; it needs no key and no network. One word counts as one token.";

    /// <summary>An engine over the documents in the assembly.</summary>
    internal static GuideEngine InTheBox() => new(new GuideIndex(GuideDocuments.Passages()));

    /// <inheritdoc/>
    public ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Answer(call, target));
    }

    private CallResult Answer(Call call, Target target)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        if (input is not ChatInput chat)
        {
            return CallResult.Fail(
                ErrorKind.InvalidRequest, $"The model '{call.State.Model!.Id}' is a chat model; send it a conversation.");
        }

        if (Refusal(chat) is { } refusal)
        {
            return CallResult.Fail(refusal);
        }

        var reply = GuideReply.To(chat, index);
        if (call.State.Request.Stream)
        {
            call.State.Usage = reply.Usage with { Output = 0 };
            return new CallResult.Streamed(new GuideStream(reply, call, target.UpstreamModel));
        }

        call.State.Usage = reply.Usage;
        var choice = new ChatChoice(0, Message.Of(Role.Assistant, string.Concat(reply.Words)))
        {
            Finish = reply.Finish,
            StopSequence = reply.StopSequence,
        };
        return new CallResult.Unary(new OutputAnswer(new ChatOutput([choice])
        {
            Created = call.StartedAt,
            Model = target.UpstreamModel,
            Usage = reply.Usage,
        }));
    }

    private static CallError? Refusal(ChatInput chat) => chat switch
    {
        { MaxOutputTokens: < 1 } => Wrong("The most output tokens must be at least 1; for this model a token is a word.", "max_tokens"),
        { ChoiceCount: not null and not 1 } => Wrong("This model gives one answer; leave 'n' out or set it to 1.", "n"),
        { ToolChoice: RequiredToolChoice or NamedToolChoice } =>
            Wrong("This model is a retriever and uses no tools; leave 'tool_choice' out.", "tool_choice"),
        { ResponseFormat: not null and not TextFormat } =>
            Wrong("This model quotes text and writes no JSON; leave 'response_format' out.", "response_format"),
        { LogProbs: true } => Wrong("This model has no probabilities; leave 'logprobs' out.", "logprobs"),
        _ => null,
    };

    private static CallError Wrong(string message, string param) => new(ErrorKind.InvalidRequest, message) { Param = param };
}
