using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;
using Penstock.Pipeline;

namespace Penstock.Resources.Calls;

/// <summary>Runs an HTTP request as a call: makes it from the head, sends it through the pipeline, writes what comes back.</summary>
internal sealed class CallRunner(CallPipeline pipeline, ClientAddress addresses, CallIds ids, CallLimits limits, TimeProvider time)
{
    // What of the request could not be carried to the provider; and that the caller wants a refusal instead.
    private const string DroppedHeader = "x-penstock-dropped";
    private const string StrictHeader = "x-penstock-strict";

    // Proxies and clients give up on what is silent for a minute, some after 30 s.
    private static readonly TimeSpan HeartInterval = TimeSpan.FromSeconds(10);

    // How long the frames of an HTTP/2 stream may take to leave before it is reset.
    private static readonly TimeSpan FramesLeave = TimeSpan.FromMilliseconds(50);

    private static readonly CallError Fault = new(ErrorKind.Internal, "Something went wrong inside Penstock while the answer was written.");
    private static readonly CallError ClientLeft = new(ErrorKind.ClientLeft, "The client left before the answer was complete.");

    /// <summary>Runs a call.</summary>
    /// <param name="http">The request.</param>
    /// <param name="protocol">How its bodies are read and written.</param>
    /// <param name="capability">What is asked of the model.</param>
    /// <param name="model">The model, where the address names it.</param>
    /// <param name="version">The version of the model, where the address names one.</param>
    /// <param name="operation">The operation in the dialect's own words, where a capability has several.</param>
    /// <param name="body">The body, where it is not the request's own.</param>
    public async Task RunAsync(
        HttpContext http, CallProtocol protocol, Capability capability, string? model = null, string? version = null, string? operation = null, CallBody? body = null)
    {
        var request = http.Request;
        var head = new CallHead
        {
            Capability = capability,
            Dialect = protocol.Dialect,
            Credential = Credentials.Of(request),
            Address = addresses.Of(http),
            Model = model,
            Version = version,
            Tags = CallTags.Of(request),
            Strict = request.Headers.TryGetValue(StrictHeader, out var strict) && string.Equals(strict.ToString(), "true", StringComparison.OrdinalIgnoreCase),
            Operation = operation,
            Header = request.Headers.Text,
            ContentLength = request.ContentLength,
            Forwarded = Forwarded(request, protocol.ForwardedHeaders),
        };
        using var call = new Call(ids.Next(), head, body ?? new HttpCallBody(request, protocol, capability, limits.LongestBody), time);
        http.TraceIdentifier = call.Id;
        http.Response.Headers[ErrorAnswer.CallIdHeader] = call.Id;
        await using var left = http.RequestAborted.UnsafeRegister(static call => ((Call)call!).Stop(ClientLeft), call);
        var result = await pipeline.RunAsync(call);
        try
        {
            await WriteAsync(http, call, protocol, result);
        }
        catch (Exception exception) when (exception is not AnswerCutException && call.StopReason is not null)
        {
            // Writing to a client that left: it is recorded below.
        }
        catch (Exception exception) when (exception is not AnswerCutException)
        {
            // A bug in an engine's stream or in an encoder: recorded as what it is, and answered and logged further out.
            await call.EndAsync(call.State.FirstByte == 0 ? CallEnd.Failed : CallEnd.Cut, Fault, CancellationToken.None);
            throw;
        }
        finally
        {
            // Whatever happened above, the call ends once; this does nothing when it has.
            await call.EndAsync(End(call.StopReason), call.StopReason, CancellationToken.None);
            await result.DisposeAsync();
        }
    }

    private Task WriteAsync(HttpContext http, Call call, CallProtocol protocol, CallResult result) => result switch
    {
        CallResult.Unary unary => WriteAnswerAsync(http, call, protocol, unary.Answer),
        CallResult.Streamed streamed => WriteStreamAsync(http, call, protocol, streamed.Frames),
        CallResult.Failed failed => WriteErrorAsync(http, call, protocol, failed.Error),
        _ => throw new InvalidOperationException("There is no other kind of result."),
    };

    private static async Task WriteErrorAsync(HttpContext http, Call call, CallProtocol protocol, CallError error)
    {
        if (error.Kind == ErrorKind.ClientLeft)
        {
            await call.EndAsync(CallEnd.ClientLeft, error, CancellationToken.None);
            return;
        }

        WriteLifecycle(call, http.Response);
        QuotaHeaders.Write(http.Response.Headers, call, protocol.Dialect);
        error = protocol.Errors.Adapt(error);
        await ErrorAnswer.WriteAsync(http, protocol.Errors, error, call.Id, length =>
        {
            call.State.ResponseBytes = length;
            return call.EndAsync(CallEnd.Failed, error, CancellationToken.None);
        });
    }

    private static async Task WriteAnswerAsync(HttpContext http, Call call, CallProtocol protocol, Answer answer)
    {
        call.State.EncodeStarted = call.Time.GetTimestamp();
        using var written = new AnswerBody(call, protocol, answer);
        var response = http.Response;
        response.ContentType = written.ContentType;
        response.ContentLength = written.Length;
        WriteHeaders(call, protocol, response, answer.Headers);
        call.State.FirstByte = call.Time.GetTimestamp();
        call.State.ResponseBytes = written.Length;
        if (call.State.AnswerCopy is { } copy)
        {
            written.CopyTo(copy);
        }

        await protocol.AnsweredAsync(call, answer, written.Encoded);
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
        await response.StartAsync();
        written.Write(response.BodyWriter);
        await FlushLastAsync(http, call);
    }

    private static async Task WriteStreamAsync(HttpContext http, Call call, CallProtocol protocol, FrameStream frames)
    {
        var response = http.Response;
        response.ContentType = StreamContentType(frames.ContentType, protocol.StreamContentType);
        response.Headers.CacheControl = "no-cache";
        response.Headers["x-accel-buffering"] = "no";
        WriteHeaders(call, protocol, response, frames.Headers);
        await response.StartAsync();
        using var output = new FrameWriter(call, protocol, response.BodyWriter);
        await using var heart = protocol.Heartbeat.IsEmpty ? null : new Heart(response.BodyWriter, protocol.Heartbeat, HeartInterval, call.Time);
        while (true)
        {
            var reading = frames.ReadAsync(call.Stopped);
            if (heart is not null && !reading.IsCompleted)
            {
                heart.Rest();
                reading = new ValueTask<Frame?>(await AwakeAsync(reading, heart));
            }

            var frame = await reading ?? throw new InvalidOperationException("A stream ended without a terminal or an error frame.");
            if (frame.Kind == FrameKind.Error)
            {
                await CutAsync(http, call, output, frame);
            }

            if (frame.Kind == FrameKind.Terminal)
            {
                output.Count(frame);
                await protocol.EndedAsync(call, frame, output.Encoder);
                await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
                output.Write(frame);
                await FlushLastAsync(http, call);
                return;
            }

            if (frame.Withheld)
            {
                continue;
            }

            output.Count(frame);
            output.Write(frame);
            if (!frames.HasBuffered && (await response.BodyWriter.FlushAsync()).IsCompleted)
            {
                call.Stop(ClientLeft);
            }
        }
    }

    private static async ValueTask<Frame?> AwakeAsync(ValueTask<Frame?> reading, Heart heart)
    {
        try
        {
            return await reading;
        }
        finally
        {
            await heart.WakeAsync();
        }
    }

    // The provider's own is kept, parameters and all, where it is the media type of what is written.
    private static string StreamContentType(string? provider, string own) =>
        provider is not null && provider.Split(';')[0].Trim().Equals(own.Split(';')[0], StringComparison.OrdinalIgnoreCase) ? provider : own;

    private static async Task CutAsync(HttpContext http, Call call, FrameWriter output, Frame frame)
    {
        var error = frame.Error!;
        await call.EndAsync(End(error), error, CancellationToken.None);
        if (error.Kind != ErrorKind.ClientLeft)
        {
            output.WriteError(frame);
            await output.FlushAsync();
        }

        // On HTTP/2 a flush returns before the web server has put the bytes into frames, and a reset drops those that are not.
        if (HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            await Task.Delay(FramesLeave, call.Time, CancellationToken.None);
        }

        throw new AnswerCutException();
    }

    // The record says that the answer was complete; if the client is gone, it is amended.
    private static async Task FlushLastAsync(HttpContext http, Call call)
    {
        try
        {
            await http.Response.BodyWriter.FlushAsync();
        }
        finally
        {
            if (http.RequestAborted.IsCancellationRequested)
            {
                await call.AmendAsync(CallEnd.ClientLeft, ClientLeft, CancellationToken.None);
            }
        }
    }

    private static CallEnd End(CallError? error) => error is { Kind: ErrorKind.ClientLeft } ? CallEnd.ClientLeft : CallEnd.Cut;

    private static void WriteHeaders(Call call, CallProtocol protocol, HttpResponse response, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (call.State.Dropped.Count > 0)
        {
            response.Headers[DroppedHeader] = string.Join(", ", call.State.Dropped);
        }

        WriteLifecycle(call, response);

        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        QuotaHeaders.Write(response.Headers, call, protocol.Dialect);
    }

    // That a model is about to go is said with every answer, errors included.
    private static void WriteLifecycle(Call call, HttpResponse response)
    {
        foreach (var (name, value) in call.State.Model?.Lifecycle.Headers ?? [])
        {
            response.Headers[name] = value;
        }
    }

    private static List<KeyValuePair<string, string>> Forwarded(HttpRequest request, IReadOnlyList<string> names)
    {
        var forwarded = new List<KeyValuePair<string, string>>();
        foreach (var name in names)
        {
            if (request.Headers.TryGetValue(name, out var values))
            {
                forwarded.Add(new(name, values.ToString()));
            }
        }

        return forwarded;
    }
}
