using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Tests.Dialects.Governed;

/// <summary>Calls of a request that was read, with or without an output cap.</summary>
internal static class CappedCall
{
    public static Call Of(CallRequest request, long? cap = null, Capability capability = Capability.Chat, long? modelMax = null, string? operation = null, string upstream = "m")
    {
        var call = new Call("call_1", new CallHead { Capability = capability, Dialect = "test", Operation = operation }, new NoBody(), new ManualTime());
        call.State.Request = request;
        call.State.OutputCap = cap;
        call.State.Model = new Model
        {
            Id = "m",
            Capabilities = [capability],
            Targets = [new Target("house", upstream, new NoEngine(), new RouteOptions())],
            Source = "file",
            MaxOutputTokens = modelMax,
        };
        return call;
    }
}
