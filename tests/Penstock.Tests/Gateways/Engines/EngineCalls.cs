using System.Buffers;
using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Gateways.Engines;

/// <summary>Calls an engine with a body, without a pipeline around it.</summary>
internal static class EngineCalls
{
    /// <summary>The engine's result on a JSON body.</summary>
    internal static async Task<CallResult> InvokeAsync(IEngine engine, Signature signature, string body, CancellationToken ct, TimeProvider? time = null, ArrayPool<byte>? pool = null)
    {
        var target = new Target("test", "subject", engine, new RouteOptions());
        using var call = new Call("call_1", new CallHead { Capability = Capability.Predict, Dialect = "penstock", Model = "subject" }, new NoBody(), time ?? TimeProvider.System);
        call.State.Model = new Model { Id = "subject", Capabilities = [Capability.Predict], Targets = [target], Signature = signature, Source = "host" };
        call.State.Request = new PredictRequest(Encoding.UTF8.GetBytes(body), pool: pool);
        return await engine.InvokeAsync(call, target, ct);
    }

    /// <summary>The answer's JSON.</summary>
    internal static async Task<string> AnswerAsync(IEngine engine, Signature signature, string body, CancellationToken ct, ArrayPool<byte>? pool = null)
    {
        await using var result = await InvokeAsync(engine, signature, body, ct, pool: pool);
        var answer = Assert.IsType<CallResult.Unary>(result).Answer;
        var buffer = new ArrayBufferWriter<byte>();
        PredictWriter.Write(buffer, Assert.IsType<PredictOutput>(answer.Output), signature);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The error.</summary>
    internal static async Task<CallError> ErrorAsync(IEngine engine, Signature signature, string body, CancellationToken ct)
    {
        await using var result = await InvokeAsync(engine, signature, body, ct);
        return Assert.IsType<CallResult.Failed>(result).Error;
    }
}
