using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>A request in a model's own format. Bedrock gets it as it came; others what its family's reader makes of it.</summary>
/// <param name="body">The body; owned.</param>
/// <param name="governed">Its governed members.</param>
/// <param name="capability">What is asked of the model.</param>
internal sealed class NativeRequest(PooledBytes body, GovernedBody governed, Capability capability) : WireRequest(BedrockDialect.Name, body, governed, NativeBody.Read)
{
    private (CallInput?, CallError?)? _input;

    /// <summary>The family of its body; null when it is none that is known here.</summary>
    public NativeFamily? Family(Model model) => NativeFamily.Of(Body, model.Id, capability);

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => _input ??= Family(model) is { } family && (Stream is false || capability != Capability.Embeddings)
        ? family.Read(Body)
        : NativeBody.Read(Body);

    /// <summary>Scans a body and takes it: a request, or an error, after which the body is given back.</summary>
    /// <param name="body">The body.</param>
    /// <param name="capability">What is asked of the model.</param>
    /// <param name="streams">Whether the answer is a stream.</param>
    public static (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability, bool streams)
    {
        if (GovernedScan.Scan(body.Memory.Span, BedrockDialect.GovernedNative, out var governed) is { } error)
        {
            body.Dispose();
            return (null, error);
        }

        return (new NativeRequest(body, governed, capability) { Streams = streams }, null);
    }
}
