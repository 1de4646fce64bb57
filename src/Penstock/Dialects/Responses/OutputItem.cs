using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Responses;

/// <summary>An item of a response's output while it grows: reasoning, a message, a tool call, or a part that has no such form.</summary>
/// <param name="Kind">How its id begins: <c>rs</c>, <c>msg</c>, <c>fc</c>, <c>ctc</c>, <c>ig</c>; empty for another dialect's own JSON.</param>
/// <param name="Id">Its id.</param>
/// <param name="Index">Its place in the output.</param>
internal sealed record OutputItem(string Kind, string Id, int Index)
{
    /// <summary>What is in it so far: texts and refusals of a message, one reasoning, one call, one other part.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>The log-probabilities of its texts.</summary>
    public List<TokenLogProb> LogProbs { get; } = [];

    /// <summary>Whether nothing more comes.</summary>
    public bool Closed { get; set; }
}
