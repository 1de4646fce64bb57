using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Penstock.Dialects;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenInference;

/// <summary>One inference request: the head says how its body is laid out, and what its answer may be.</summary>
internal sealed class InferProtocol(HttpContext http) : CallProtocol
{
    private static readonly MediaTypeHeaderValue[] AllWritten = [new(OpenInferenceDialect.Json), new(OpenInferenceDialect.Binary)];

    public override string Dialect => OpenInferenceDialect.Name;

    public override ErrorFormat Errors => OpenInferenceErrorFormat.Instance;

    public override MediaTypeHeaderValue[] Written => AllWritten;

    public override CallError? RefuseMedia(HttpRequest request)
    {
        // What the header says decides how the body is read: curl, and Triton's own examples, send anything as a form.
        var said = HasHeader(request) && request.Headers.ContentEncoding.Count == 0 ? null : MediaTypes.RefuseContent(request);
        return said is { Kind: ErrorKind.UnsupportedMediaType } && IsBinary(request.ContentType)
            ? new CallError(ErrorKind.UnsupportedMediaType, $"A body of {OpenInferenceDialect.Binary} needs the header {OpenInferenceDialect.HeaderLength}, the length of the JSON at its start, 0 when it has none.")
            : said ?? MediaTypes.RefuseAccept(request, Written);
    }

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        InferRequest.Make(body, HasHeader(http.Request) ? http.Request.Headers[OpenInferenceDialect.HeaderLength].ToString() : null);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        var request = (InferRequest)call.State.Request!;
        var length = InferAnswerWriter.Write(into, call.State.ModelThatRan!, request.Content!, (PredictOutput)output, PrefersBinary(request.IsRaw));
        if (length is null)
        {
            return OpenInferenceDialect.Json;
        }

        http.Response.Headers[OpenInferenceDialect.HeaderLength] = length.Value.ToString(CultureInfo.InvariantCulture);
        return OpenInferenceDialect.Binary;
    }

    public override FrameEncoder Encoder(Call call) =>
        throw new InvalidOperationException("An inference has no stream.");

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into) =>
        throw new InvalidOperationException("An inference has no stream.");

    private static bool HasHeader(HttpRequest request) => request.Headers.ContainsKey(OpenInferenceDialect.HeaderLength);

    private static bool IsBinary(string? type) => type?.StartsWith(OpenInferenceDialect.Binary, StringComparison.OrdinalIgnoreCase) == true;

    // A raw request is answered with bytes, unless JSON is asked for (triton-inference-server/server#4404); another with JSON, unless only bytes are.
    private bool PrefersBinary(bool raw)
    {
        var accept = http.Request.Headers.Accept.ToString();
        var bytes = accept.Contains(OpenInferenceDialect.Binary, StringComparison.OrdinalIgnoreCase);
        var json = accept.Contains(OpenInferenceDialect.Json, StringComparison.OrdinalIgnoreCase);
        return raw ? bytes || !json : bytes && !json;
    }
}
