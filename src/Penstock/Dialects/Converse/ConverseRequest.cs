using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Converse;

/// <summary>A body of <c>POST /models/{model_id}/converse</c> that was read: it is small and fixed, so there is no scan before.</summary>
/// <param name="body">The body; owned.</param>
/// <param name="input">The conversation.</param>
/// <param name="stream">Whether the answer is asked for as a stream.</param>
internal sealed class ConverseRequest(PooledBytes body, ChatInput input, bool stream) : CallRequest
{
    public override string? Model => null;

    public override bool Stream => stream;

    public override ReadOnlyMemory<byte> Body => body.Memory;

    public override long? OutputCap => input.MaxOutputTokens;

    public override InputMeasure Measure => ConverseMeasure.Of(input);

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

    /// <summary>Reads a body and takes it; after an error it is given back.</summary>
    public static (CallRequest? Request, CallError? Error) Read(PooledBytes body)
    {
        var (input, stream, error) = ConverseReader.Read(body.Memory);
        if (input is null)
        {
            body.Dispose();
            return (null, error);
        }

        return (new ConverseRequest(body, input, stream), null);
    }

    public override void Dispose() => body.Dispose();
}
