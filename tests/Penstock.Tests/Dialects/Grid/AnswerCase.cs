using Penstock.Domain.Calls;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>Something that a model may answer, and how it is recognised on the other side.</summary>
/// <param name="Name">Its row in the grid.</param>
/// <param name="Output">The answer.</param>
/// <param name="Facet">What of the answer the case is about, as text.</param>
internal sealed record AnswerCase(string Name, ChatOutput Output, Func<ChatOutput, string> Facet)
{
    /// <summary>The answer as a stream: a piece of each thing an event, texts and arguments in two.</summary>
    public IReadOnlyList<IReadOnlyList<ChatChunk>> Frames => AnswerChunks.Of(Output);
}
