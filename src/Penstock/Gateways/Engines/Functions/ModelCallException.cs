using Penstock.Domain.Calls;

namespace Penstock;

/// <summary>A model that was called through <see cref="Models"/> answered with an error.</summary>
public sealed class ModelCallException : Exception
{
    internal ModelCallException(string model, string callId, CallError error)
        : base($"The model '{model}' answered {error.Status} {error.Code ?? error.Kind.Code()}: {error.Message}")
    {
        (Model, CallId, Error) = (model, callId, error);
    }

    /// <summary>The model that was called.</summary>
    public string Model { get; }

    /// <summary>The id of that call, as in the log and the ledger.</summary>
    public string CallId { get; }

    /// <summary>What went wrong.</summary>
    public CallError Error { get; }
}
