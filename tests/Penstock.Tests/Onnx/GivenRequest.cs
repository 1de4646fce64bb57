using System.Runtime.InteropServices;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Tests.Onnx;

/// <summary>A typed input without a body. When the call has ended its memory is spoilt, as if another call had rented it.</summary>
internal sealed class GivenRequest(PredictInput input) : CallRequest
{
    public override string? Model => null;

    public override bool Stream => false;

    public override ReadOnlyMemory<byte> Body => default;

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

    public override void Dispose()
    {
        foreach (var tensor in input.Values.OfType<Tensor>())
        {
            if (MemoryMarshal.TryGetArray(tensor.Data, out var bytes))
            {
                bytes.AsSpan().Fill(0x55);
            }
        }
    }
}
