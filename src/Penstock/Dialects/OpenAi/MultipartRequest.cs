using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenAi;

/// <summary>A request whose body is a form with files: sounds and pictures, which nobody looks into here.</summary>
/// <param name="body">The body; owned.</param>
/// <param name="contentType">Its media type with the boundary.</param>
/// <param name="form">What was found in it.</param>
internal sealed class MultipartRequest(PooledBytes body, string contentType, MultipartForm form) : CallRequest
{
    public override string Dialect => OpenAiDialect.Name;

    public override string ContentType => contentType;

    public override string? Model => form.Model;

    public override bool Stream => form.Stream;

    public override ReadOnlyMemory<byte> Body => body.Memory;

    /// <summary>Where the model's name stands; empty when it is in no part.</summary>
    public Range ModelValue => form.ModelValue;

    /// <summary>Where a part may be put in: before the first.</summary>
    public int Begin => form.Begin;

    /// <summary>What separates the parts.</summary>
    public string Boundary => form.Boundary;

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (new OpaqueInput(Body), null);

    /// <summary>Scans a body and takes it: a request, or an error, after which the body is given back.</summary>
    public static (CallRequest? Request, CallError? Error) Scan(PooledBytes body, string contentType)
    {
        var (form, error) = MultipartForm.Scan(body.Memory.Span, contentType);
        if (form is null)
        {
            body.Dispose();
            return (null, error);
        }

        return (new MultipartRequest(body, contentType, form), null);
    }

    public override void Dispose() => body.Dispose();
}
