namespace Penstock.Upstream;

/// <summary>How a streamed body is cut into writes.</summary>
internal enum Pieces
{
    /// <summary>1 to 97 bytes, often inside a UTF-8 character or between the two line feeds that end an event.</summary>
    Odd,

    /// <summary>One event a write.</summary>
    Event,

    /// <summary>Everything in one write.</summary>
    Whole,
}
