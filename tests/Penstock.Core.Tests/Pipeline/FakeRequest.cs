using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Core.Tests.Pipeline;

/// <summary>A request of given members.</summary>
internal sealed class FakeRequest(string? model, bool stream = false, params string[] routing) : CallRequest
{
    public bool Disposed { get; private set; }

    public override string? Model => model;

    public override bool Stream => stream;

    public override ReadOnlyMemory<byte> Body { get; } = new byte[17];

    public override IReadOnlyList<string> RoutingMembers => routing;

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (new OpaqueInput(Body), null);

    public override void Dispose() => Disposed = true;
}
