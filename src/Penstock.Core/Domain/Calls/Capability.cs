namespace Penstock.Domain.Calls;

/// <summary>What a model can do, and so what a call asks of it.</summary>
public enum Capability
{
    /// <summary>A conversation in, a message out (OpenTelemetry: <c>chat</c>).</summary>
    Chat,

    /// <summary>A text prompt in, a continuation out (OpenTelemetry: <c>text_completion</c>).</summary>
    Completions,

    /// <summary>Texts in, vectors out (OpenTelemetry: <c>embeddings</c>).</summary>
    Embeddings,

    /// <summary>A typed input in, a typed output out: ONNX files and C# functions.</summary>
    Predict,

    /// <summary>A query and documents in, the documents' order by relevance out.</summary>
    Rerank,

    /// <summary>A conversation in, the number of its tokens out. What can chat can be asked for it.</summary>
    CountTokens,

    /// <summary>Texts or pictures in, what is objectionable in them out.</summary>
    Moderations,

    /// <summary>A text in, pictures out; also pictures changed by a text.</summary>
    Images,

    /// <summary>A text in, its sound out.</summary>
    Speech,

    /// <summary>A sound in, its text out, in its own language or in English.</summary>
    Transcriptions,
}
