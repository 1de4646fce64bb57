namespace Penstock.Domain.Calls;

/// <summary>The body of a call before it is read. It is read once, after the caller is known.</summary>
public abstract class CallBody
{
    /// <summary>
    /// Reads the whole body, bounded, and scans it for the governed members.
    /// The error is <see cref="ErrorKind.TooLarge"/>, <see cref="ErrorKind.InvalidRequest"/> or <see cref="ErrorKind.UnsupportedMediaType"/>.
    /// </summary>
    public abstract ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct);
}
