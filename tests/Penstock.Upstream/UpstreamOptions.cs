namespace Penstock.Upstream;

/// <summary>How a stand-in is started. Every member has a default that suits a test.</summary>
internal sealed record UpstreamOptions
{
    /// <summary>0 lets the system choose; the address is always 127.0.0.1.</summary>
    public int Port { get; init; }

    /// <summary>The folder that holds <c>exchanges/exchanges.jsonl</c>, or that file; null leaves only the synthetic models.</summary>
    public string? Data { get; init; }

    /// <summary>Chooses the odd piece sizes; the same seed cuts the same body at the same places.</summary>
    public int Seed { get; init; } = 1;

    public Pieces Pieces { get; init; } = Pieces.Odd;

    /// <summary>The delay after each piece of a stream; each piece is flushed in any case.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.Zero;

    /// <summary>How many requests are remembered, oldest forgotten first; 0 for load.</summary>
    public int Remember { get; init; } = 10_000;

    /// <summary>Speak HTTP/2 with prior knowledge instead of HTTP/1.1.</summary>
    public bool Http2 { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
