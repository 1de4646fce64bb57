namespace Penstock.Upstream;

/// <summary>How a delivery ends after its last byte.</summary>
internal enum Ending
{
    /// <summary>As HTTP says.</summary>
    Complete,

    /// <summary>A TCP reset (RST_STREAM on HTTP/2) before the status line.</summary>
    ResetBeforeHeaders,

    /// <summary>A TCP reset, in the middle of the body.</summary>
    Reset,

    /// <summary>A TCP FIN without the end of the body: what a crashed provider behind a load balancer looks like.</summary>
    Fin,

    /// <summary>Nothing more, the connection stays open until the client leaves.</summary>
    Stall,
}
