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
}
