namespace Penstock.Domain.Calls;

/// <summary>The last frame of a stream that failed.</summary>
public sealed class ErrorFrame : Frame
{
    /// <summary>Makes a frame of an error.</summary>
    public ErrorFrame(CallError error)
    {
        Kind = FrameKind.Error;
        Error = error;
    }
}
