using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;

namespace Penstock.Tests.Dialects.OpenAi;

/// <summary>Streams of chunks: each choice begins before anything else of it comes, and the usage comes last.</summary>
internal static class ChunkGenerators
{
    public static Gen<List<List<ChatChunk>>> Stream =>
        from created in Generators.Time
        from frames in Piece.ListOf().ListOf()
        from usage in Generators.Maybe(Generators.Usage)
        select Complete(created, frames.Select(frame => frame.ToList()), usage is { } told ? new UsageChunk(told) : null);

    private static Gen<ChatChunk> Piece =>
        from choice in Gen.Choose(0, 2)
        from call in Gen.Choose(0, 2)
        from chunk in Gen.OneOf(
            Generators.Some.Select(text => (ChatChunk)new TextChunk(text)),
            Generators.Some.Select(text => (ChatChunk)new RefusalChunk(text)),
            Generators.Some.Select(text => (ChatChunk)new ReasoningChunk(text)),
            Generators.Some.Select(text => (ChatChunk)new ArgumentsChunk(call, text)),
            Generators.Call.Select(part => (ChatChunk)new ToolCallChunk(call, part.Id, part.Name)),
            Generators.Remark.Select(remark => (ChatChunk)new AnnotationChunk(remark)),
            Generators.Probabilities.Select(told => (ChatChunk)new LogProbsChunk(told)),
            Generators.Optional(Generators.Some).Select(text => (ChatChunk)new AudioChunk { Id = text, Base64 = "aGVsbG8=" }),
            Generators.Finished.Select(finish => (ChatChunk)new FinishChunk(finish)))
        select chunk with { Choice = choice };

    private static List<List<ChatChunk>> Complete(DateTimeOffset created, IEnumerable<List<ChatChunk>> frames, UsageChunk? usage)
    {
        var begin = Enumerable.Range(0, 3).Select(i => (ChatChunk)new StartChunk { Choice = i, Id = "chatcmpl-1", Created = created, Model = "m" });
        return [begin.ToList(), .. frames, usage is null ? [] : [usage]];
    }
}
