using System.ClientModel.Primitives;

namespace Penstock.Conformance.DotNet;

/// <summary>Keeps the call's id of the last answer: an SDK's stream does not show its headers.</summary>
internal sealed class CallIdReader : PipelinePolicy
{
    public string? Last { get; private set; }

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        ProcessNext(message, pipeline, currentIndex);
        Read(message);
    }

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        await ProcessNextAsync(message, pipeline, currentIndex);
        Read(message);
    }

    private void Read(PipelineMessage message) =>
        Last = message.Response?.Headers.TryGetValue("x-penstock-call-id", out var id) == true ? id : null;
}
