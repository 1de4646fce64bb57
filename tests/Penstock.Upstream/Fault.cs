namespace Penstock.Upstream;

/// <summary>What goes wrong. Positions count events from the start; a body without events is cut at half instead.</summary>
internal abstract record Fault
{
    /// <summary>An error status in OpenAI's error format.</summary>
    /// <param name="Code">The HTTP status.</param>
    /// <param name="RetryAfter">Sent as it is, except <c>date:SECONDS</c>, which becomes an HTTP date that far ahead.</param>
    /// <param name="ErrorCode">The body's <c>error.code</c>, when the usual one of the status is not wanted.</param>
    public sealed record Status(int Code, string? RetryAfter, string? ErrorCode) : Fault;

    public sealed record ResetBeforeHeaders : Fault;

    public sealed record ResetAfterHeaders : Fault;

    /// <summary>The connection is reset (or, with <paramref name="Fin"/>, closed) after the events; null is half of the body.</summary>
    public sealed record Cut(int? After, bool Fin) : Fault;

    /// <summary>The body ends as HTTP wants, but without its terminal event.</summary>
    public sealed record CleanCut(int After) : Fault;

    public sealed record Stall(int After) : Fault;

    public sealed record SlowFirstByte(TimeSpan Delay) : Fault;

    public sealed record MalformedChunk(int After) : Fault;

    public sealed record OversizedChunk(int Bytes) : Fault;

    public sealed record WrongContentType : Fault;

    /// <summary>An error event in mid-stream, after which the body ends cleanly without a terminal event.</summary>
    public sealed record ErrorEvent(int After, bool OpenRouter) : Fault;
}
