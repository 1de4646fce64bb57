namespace Penstock.Domain.Calls;

/// <summary>What a frame is.</summary>
public enum FrameKind
{
    /// <summary>A part of the answer.</summary>
    Data,

    /// <summary>A sign of life without content, for example an SSE comment.</summary>
    KeepAlive,

    /// <summary>The event that ends the answer, for example <c>data: [DONE]</c>.</summary>
    Terminal,

    /// <summary>The stream failed: <see cref="Frame.Error"/> says how. Nothing follows.</summary>
    Error,
}
