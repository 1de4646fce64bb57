using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Resources.Calls;
using Penstock.Resources.OpenAi;

namespace Penstock.Resources.Responses;

/// <summary>OpenAI's responses towards clients.</summary>
internal sealed class ResponsesProtocol(ResponseKeeper keeper, Authenticator authenticator, ClientAddress addresses) : CallProtocol
{
    public override string Dialect => ResponsesDialect.Name;

    public override ErrorFormat Errors => OpenAiErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => OpenAiDialect.ForwardedToProvider;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) => ResponsesRequest.Scan(body);

    /// <summary>A request that follows a response is told what came before, where Penstock keeps that, or sent to the provider that does.</summary>
    public override async ValueTask<(CallRequest? Request, CallError? Error)> ScanAsync(HttpRequest request, PooledBytes body, Capability capability, CancellationToken ct)
    {
        var (scanned, error) = ResponsesRequest.Scan(body);
        if (scanned?.PreviousId is not { } id)
        {
            return (scanned, error);
        }

        var (caller, unknown) = await authenticator.AuthenticateAsync(Credentials.Of(request), addresses.Of(request.HttpContext), ct);
        var kept = caller is null ? null : await keeper.FindAsync(id, caller.Key.Id, ct);
        if (kept is null)
        {
            scanned.Dispose();
            return (null, unknown ?? NotFound(id, "previous_response_not_found") with { Param = "previous_response_id" });
        }

        return (kept.Provider is { } provider ? scanned.At(provider) : scanned.After(KeptContent.Conversation(kept.Content)), null);
    }

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        call.State.AnswerDropped = output is ChatOutput chat
            ? ResponsesAnswerWriter.Write(writer, chat, Head(call)).Names
            : throw new InvalidOperationException($"Responses have no form for {output.GetType().Name}.");
        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) => new ResponsesFrameEncoder(call);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        using var writer = new ResponsesEventWriter(Head(call));
        writer.WriteError(into, error);
    }

    public override ValueTask AnsweredAsync(Call call, Answer answer, ReadOnlyMemory<byte> encoded)
    {
        if (call.State.Request is ResponseReference reference)
        {
            return call.Head.Operation == ResponsesDialect.Delete ? DeleteAsync(reference.Id, call.State.Caller!.Key.Id) : default;
        }

        return answer.Dialect == Dialect
            ? keeper.KeepAsync(call, ResponseKeeper.WithModel(answer.Raw, answer.ModelValue, call), made: false)
            : keeper.KeepAsync(call, encoded, made: true);
    }

    public override ValueTask EndedAsync(Call call, Frame terminal, FrameEncoder? encoder)
    {
        if (terminal.Dialect != Dialect)
        {
            return keeper.KeepAsync(call, ((ResponsesFrameEncoder)encoder!).Response, made: true);
        }

        var named = ResponseKeeper.WithModel(terminal.Raw, terminal.ModelValue, call);
        return ResponsesEvents.Response(named) is { } response ? keeper.KeepAsync(call, response, made: false) : default;
    }

    /// <summary>There is no such response, or it is another key's: the two are not told apart.</summary>
    public static CallError NotFound(string id, string code) =>
        new(ErrorKind.NotFound, $"There is no response '{(id.Length > 100 ? id[..100] + "…" : id)}' of this key. It may have expired, or its request may have said store: false.") { Code = code };

    /// <summary>What every response begins with that no provider of this dialect gave.</summary>
    public static ResponseHead Head(Call call) => new(
        "resp_" + call.Id[(call.Id.IndexOf('_') + 1)..],
        call.State.Model!.Id,
        call.StartedAt,
        ResponseEcho.Of(call.State.Request?.Body ?? default, (call.State.Request as ResponsesRequest)?.PreviousId));

    private async ValueTask DeleteAsync(string id, string keyId) => await keeper.DeleteAsync(id, keyId, CancellationToken.None);
}
