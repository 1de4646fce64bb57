using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;
using Penstock.Pipeline;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>Runs the calls that functions make to other models: in process, and through the whole pipeline like any other.</summary>
internal sealed class ModelCalls(CallPipeline pipeline, CallIds ids, TimeProvider time)
{
    /// <summary>The tag that holds the id of the calling call.</summary>
    internal const string ParentTag = "parent_call";

    private const int Deepest = 16;
    private static readonly CallError TimeIsUp = new(ErrorKind.ClientLeft, "The function that made this call no longer waits for it.");
    private static readonly CallError TooDeep = new(ErrorKind.InvalidRequest, $"Functions call each other {Deepest} deep; is it a circle?");

    /// <summary>Runs a call to its end and reads its answer.</summary>
    internal async Task<T> RunAsync<T>(Call parent, string model, object? input, CancellationToken ct)
    {
        var json = new ArrayBufferWriter<byte>();
        var (call, result) = await StartAsync(parent, model, input, ct);
        await using var stop = StopWith(ct, call, parent);
        try
        {
            if (result is CallResult.Streamed streamed)
            {
                await CollectAsync(call, streamed.Frames, json, ct);
            }
            else
            {
                PredictWriter.Write(json, (PredictOutput)((CallResult.Unary)result).Answer.Output!, call.State.Model!.Signature!);
            }

            await EndAsync(call, json.WrittenCount);
        }
        finally
        {
            await LetGoAsync(call, result);
        }

        return Read<T>(json.WrittenSpan, model)!;
    }

    /// <summary>Runs a call and gives its items as they come.</summary>
    internal async IAsyncEnumerable<T> StreamAsync<T>(Call parent, string model, object? input, CancellationToken stopped, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopped, ct);
        var (call, result) = await StartAsync(parent, model, input, both.Token);
        await using var stop = StopWith(both.Token, call, parent);
        try
        {
            if (result is not CallResult.Streamed { Frames: var frames })
            {
                throw new InvalidOperationException($"The model '{model}' does not stream; use Models.Call.");
            }

            while (await NextAsync(call, frames, both.Token) is { } frame)
            {
                call.State.ResponseBytes += frame.Item.Length;
                yield return Read<T>(frame.Item.Span, model)!;
            }

            await EndAsync(call, call.State.ResponseBytes);
        }
        finally
        {
            await LetGoAsync(call, result);
        }
    }

    private async Task<(Call Call, CallResult Result)> StartAsync(Call parent, string model, object? input, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var depth = parent.Body is InProcessBody { Depth: var above } ? above + 1 : 1;
        if (depth > Deepest)
        {
            throw new ModelCallException(model, parent.Id, TooDeep);
        }

        var head = new CallHead
        {
            Capability = Capability.Predict,
            Dialect = "penstock",
            Credential = parent.Head.Credential,
            Address = parent.Head.Address,
            Model = model,
            Tags = new Dictionary<string, string>(parent.Head.Tags, StringComparer.Ordinal) { [ParentTag] = parent.Id },
        };
        var call = new Call(ids.Next(), head, new InProcessBody(input, depth), time);
        CallResult result;
        await using (StopWith(ct, call, parent))
        {
            result = await pipeline.RunAsync(call);
        }

        if (result is not CallResult.Failed { Error: var error })
        {
            return (call, result);
        }

        await call.EndAsync(error.Kind == ErrorKind.ClientLeft ? CallEnd.ClientLeft : CallEnd.Failed, error, CancellationToken.None);
        call.Dispose();
        ct.ThrowIfCancellationRequested();
        throw new ModelCallException(model, call.Id, error);
    }

    private static CancellationTokenRegistration StopWith(CancellationToken ct, Call call, Call parent) =>
        ct.UnsafeRegister(static pair => (((Call, Call))pair!).Item1.Stop((((Call, Call))pair!).Item2.StopReason ?? TimeIsUp), (call, parent));

    private static async ValueTask CollectAsync(Call call, FrameStream frames, ArrayBufferWriter<byte> json, CancellationToken ct)
    {
        json.Write("["u8);
        for (var first = true; await NextAsync(call, frames, ct) is { } frame; first = false)
        {
            json.Write(first ? default : ","u8);
            json.Write(frame.Item.Span);
        }

        json.Write("]"u8);
    }

    private static async ValueTask<JsonFrame?> NextAsync(Call call, FrameStream frames, CancellationToken ct)
    {
        while (true)
        {
            var frame = await frames.ReadAsync(call.Stopped) ?? throw new InvalidOperationException("A stream ended without a terminal or an error frame.");
            switch (frame)
            {
                case { Kind: FrameKind.Error, Error: { } error }:
                    await call.EndAsync(error.Kind == ErrorKind.ClientLeft ? CallEnd.ClientLeft : CallEnd.Cut, error, CancellationToken.None);
                    ct.ThrowIfCancellationRequested();
                    throw new ModelCallException(call.State.RequestedModel!, call.Id, error);
                case { Kind: FrameKind.Terminal }:
                    return null;
                case JsonFrame { Kind: FrameKind.Data } item:
                    call.State.FirstByte = call.State.FirstByte == 0 ? call.Time.GetTimestamp() : call.State.FirstByte;
                    return item;
            }
        }
    }

    private static ValueTask EndAsync(Call call, long bytes)
    {
        call.State.ResponseBytes = bytes;
        call.State.FirstByte = call.State.FirstByte == 0 ? call.Time.GetTimestamp() : call.State.FirstByte;
        return call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
    }

    // A function that stops reading, or cannot read what came, has left like any other client; this does nothing after the end.
    private static async ValueTask LetGoAsync(Call call, CallResult result)
    {
        await call.EndAsync(CallEnd.ClientLeft, call.StopReason ?? TimeIsUp, CancellationToken.None);
        await result.DisposeAsync();
        call.Dispose();
    }

    private static T? Read<T>(ReadOnlySpan<byte> json, string model)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ClrJson.Options);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"What the model '{model}' answered is no {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
