using System.Globalization;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>An inference request: the address names the model, and there is nothing to govern in the body.</summary>
internal sealed class InferRequest : CallRequest
{
    private static readonly PredictForm Form = new(PredictLayout.Tensors);
    private readonly PooledBytes _body;
    private readonly int? _header;
    private (CallInput? Input, CallError? Error)? _read;
    private IDisposable? _memory;

    private InferRequest(PooledBytes body, int? header) => (_body, _header) = (body, header);

    /// <summary>What the body holds; null before it was read, and when it has mistakes.</summary>
    internal InferContent? Content { get; private set; }

    /// <summary>Whether the body is only the bytes of the one input.</summary>
    internal bool IsRaw => _header == 0;

    /// <inheritdoc/>
    public override string? Model => null;

    /// <inheritdoc/>
    public override bool Stream => false;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => _body.Memory;

    /// <summary>Makes a request of a body, which it owns from then on, or which was disposed.</summary>
    /// <param name="body">The body.</param>
    /// <param name="header">The header <see cref="OpenInferenceDialect.HeaderLength"/>; null when there is none.</param>
    internal static (CallRequest? Request, CallError? Error) Make(PooledBytes body, string? header)
    {
        if (header is null)
        {
            return (new InferRequest(body, null), null);
        }

        if (int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= body.Length)
        {
            return (new InferRequest(body, length), null);
        }

        var error = new CallError(ErrorKind.InvalidRequest, $"The header {OpenInferenceDialect.HeaderLength} is the length of the JSON at the body's start, from 0 to the {body.Length} bytes that the body has.")
        {
            Param = OpenInferenceDialect.HeaderLength,
        };
        body.Dispose();
        return (null, error);
    }

    /// <inheritdoc/>
    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => _read ??= Read(model);

    /// <inheritdoc/>
    public override void Dispose()
    {
        (_read?.Input as PredictInput)?.Memory?.Dispose();
        _memory?.Dispose();
        _body.Dispose();
    }

    private (CallInput? Input, CallError? Error) Read(Model model)
    {
        if (model.Signature is null)
        {
            return (new OpaqueInput(Body), null);
        }

        if (model.Signature.Streams)
        {
            return (null, StreamingModel.Refuse(model, "Send it to …/generate_stream"));
        }

        var signature = WireSignature.Of(model.Signature);
        (Content, var error, _memory) = InferReader.Read(Body, _header, signature);
        if (Content is not { } content)
        {
            return (null, error);
        }

        var input = new PredictInput(Form, content.Tensors);
        if (signature.IsFunction)
        {
            (var arguments, error) = ArgumentTensors.Read(content, signature);
            if (arguments is null)
            {
                return (null, error);
            }

            input = arguments;
        }

        return (input with
        {
            Outputs = content.Outputs?.Select(output => output.Name).ToArray(),
            Priority = content.Priority,
            QueueTimeout = content.Timeout,
            Parameters = content.Parameters,
        }, null);
    }
}
