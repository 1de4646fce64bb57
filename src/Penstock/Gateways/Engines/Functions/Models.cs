using Penstock.Domain.Calls;
using Penstock.Gateways.Engines.Functions;

namespace Penstock;

/// <summary>
/// Calls other models of this server from within a function: a parameter of this type is filled in by Penstock and is no part of the
/// model's signature. Each call is one of its own in the ledger, made by the same caller (its policy and its limits apply) and tagged
/// <c>parent_call</c>; it ends when the calling one is stopped or its time is over.
/// </summary>
public sealed class Models
{
    private readonly ModelCalls _calls;
    private readonly Call _parent;
    private readonly CancellationToken _stopped;

    internal Models(ModelCalls calls, Call parent, CancellationToken stopped) => (_calls, _parent, _stopped) = (calls, parent, stopped);

    /// <summary>Calls a model and waits for its answer; of a model that streams, for all its items.</summary>
    /// <typeparam name="TOut">What the answer's JSON is read as: a record, a list, a dictionary, a number, a text.</typeparam>
    /// <param name="model">The model's public name.</param>
    /// <param name="input">What it takes: an object whose members are the inputs, columns or parameters. Names fit without regard to
    /// case and underscores.</param>
    /// <param name="ct">Stops the call, besides what stops the calling one.</param>
    /// <exception cref="ModelCallException">The model answered with an error.</exception>
    public async Task<TOut> Call<TOut>(string model, object? input, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stopped, ct);
        return await _calls.RunAsync<TOut>(_parent, model, input, both.Token);
    }

    /// <summary>Calls a model that streams.</summary>
    /// <typeparam name="TItem">What each item's JSON is read as.</typeparam>
    /// <param name="model">The model's public name.</param>
    /// <param name="input">What it takes, as in <see cref="Call{TOut}"/>.</param>
    /// <exception cref="ModelCallException">The model answered with an error, at once or after some items.</exception>
    public IAsyncEnumerable<TItem> Stream<TItem>(string model, object? input)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return _calls.StreamAsync<TItem>(_parent, model, input, _stopped);
    }
}
