namespace Penstock.Domain.Calls;

/// <summary>A body that was read: its governed members, its bytes, and the canonical input on demand.</summary>
public abstract class CallRequest : IDisposable
{
    /// <summary>The wire format of <see cref="Body"/>, for providers that speak it, too; null where no provider does.</summary>
    public virtual string? Dialect => null;

    /// <summary>The body's media type, where it is not JSON (<c>multipart/form-data; boundary=…</c>); null where it is.</summary>
    public virtual string? ContentType => null;

    /// <summary>The model the body names; null when it names none.</summary>
    public abstract string? Model { get; }

    /// <summary>Whether the answer is asked for as a stream.</summary>
    public abstract bool Stream { get; }

    /// <summary>The body as it came. Valid until the call has ended.</summary>
    public abstract ReadOnlyMemory<byte> Body { get; }

    /// <summary>
    /// The governed routing members that are present: members that would let a client choose another model, provider or
    /// price than the policy knows of (<c>models</c>, <c>provider</c>, …).
    /// </summary>
    public virtual IReadOnlyList<string> RoutingMembers => [];

    /// <summary>The most output tokens of one choice, as the request itself says; null where it says nothing that every provider would heed.</summary>
    public virtual long? OutputCap => null;

    /// <summary>How many answers are asked for, at least one: those that a provider draws and bills without showing them, and every prompt of several, included.</summary>
    public virtual int Choices => 1;

    /// <summary>Output tokens that may be billed beyond the cap: those of a prediction that was not met.</summary>
    public virtual long OutputBesidesCap => 0;

    /// <summary>What of the input is not bounded by the bytes of its text.</summary>
    public virtual InputMeasure Measure => default;

    /// <summary>The provider that must run it, since it keeps what the request refers to; null where any may.</summary>
    public virtual string? Provider => null;

    /// <summary>Builds the canonical input, once; an error value when the body does not hold one.</summary>
    /// <param name="model">The model it is for, whose signature a typed input follows.</param>
    public abstract (CallInput? Input, CallError? Error) ReadInput(Models.Model model);

    /// <summary>Gives the buffer back.</summary>
    public abstract void Dispose();
}
