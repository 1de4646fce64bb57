using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>What the host gives one call of a function: a scope of services, what it may know of its caller, and what runs after.</summary>
internal sealed class FunctionCall
{
    private readonly Call _call;
    private readonly IServiceProvider? _root;
    private AsyncServiceScope? _scope;
    private AfterAnswer? _after;

    /// <param name="function">The function's name.</param>
    /// <param name="call">The call it serves.</param>
    /// <param name="root">The host's services; null when there are none.</param>
    /// <param name="stopped">Cancelled when the call stops or its time is over.</param>
    internal FunctionCall(string function, Call call, IServiceProvider? root, CancellationToken stopped)
    {
        (Function, _call, _root, Stopped) = (function, call, root, stopped);
        CallId = call.Id;
    }

    internal string Function { get; }

    internal string CallId { get; }

    internal CancellationToken Stopped { get; }

    internal IServiceProvider Services => (_scope ??= Root.CreateAsyncScope()).ServiceProvider;

    internal CallInfo Info => new(
        _call.Id,
        _call.State.Model!.Id,
        _call.State.Caller?.Key.Id ?? "",
        _call.State.Caller?.Key.Name ?? "",
        _call.State.Caller?.Key.IsAdmin ?? false,
        _call.StartedAt,
        _call.Head.Tags);

    internal AfterAnswer After => _after ??= new AfterAnswer(Root.GetRequiredService<AfterAnswerQueue>());

    internal Models Models => new(Root.GetRequiredService<ModelCalls>(), _call, Stopped);

    /// <summary>What is to be done after the answer.</summary>
    internal IReadOnlyList<Func<CancellationToken, Task>> Work => _after?.Work ?? [];

    private IServiceProvider Root => _root ?? throw new InvalidOperationException("This function runs outside a host: there are no services.");

    /// <summary>The function is done: its result as an answer.</summary>
    /// <param name="form">The form of the input.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="type">As what that is written; <c>void</c> for nothing.</param>
    internal async ValueTask<CallResult> AnswerAsync(PredictForm form, object? result, Type type)
    {
        byte[] json = type == typeof(void) ? [.. "null"u8] : JsonSerializer.SerializeToUtf8Bytes(result, type, ClrJson.Options);
        var output = new PredictOutput(form, [new JsonText(FunctionSignature.Result, json)]);
        await AnsweringAsync();
        return new CallResult.Unary(Work.Count > 0 ? new FunctionAnswer(output, this) : new OutputAnswer(output));
    }

    /// <summary>The function is done and its answer is not out yet: lets go of the scope, unless there is work that may use it.</summary>
    internal ValueTask AnsweringAsync() => Work.Count == 0 ? DisposeScopeAsync() : ValueTask.CompletedTask;

    /// <summary>The answer is out: hands over the work.</summary>
    internal void Answered()
    {
        if (Work.Count > 0 && !Root.GetRequiredService<AfterAnswerQueue>().TryAdd(this))
        {
            Root.GetRequiredService<AfterAnswerQueue>().Release(Work.Count);
        }
    }

    /// <summary>The function failed: nothing runs after it.</summary>
    internal ValueTask FailedAsync()
    {
        if (Work.Count > 0)
        {
            Root.GetRequiredService<AfterAnswerQueue>().Release(Work.Count);
        }

        return DisposeScopeAsync();
    }

    /// <summary>Disposes the services of this call.</summary>
    internal ValueTask DisposeScopeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
}
