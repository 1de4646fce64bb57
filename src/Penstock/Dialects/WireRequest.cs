using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects;

/// <summary>A request body in a provider's dialect that was scanned.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="body">The body; owned.</param>
/// <param name="governed">Its governed members.</param>
/// <param name="read">Reads the canonical input; a body that has none gives an <see cref="OpaqueInput"/>.</param>
internal class WireRequest(string dialect, PooledBytes body, GovernedBody governed, Func<ReadOnlyMemory<byte>, (CallInput? Input, CallError? Error)> read) : CallRequest
{
    private (CallInput?, CallError?)? _input;

    public override string Dialect => dialect;

    public override string? Model => governed.Model;

    public override bool Stream => Streams ?? governed.Stream;

    /// <summary>Whether the answer is a stream, where the address says so and not the body.</summary>
    public bool? Streams { get; init; }

    public override ReadOnlyMemory<byte> Body => body.Memory;

    public override IReadOnlyList<string> RoutingMembers => governed.RoutingMembers ?? [];

    public override long? OutputCap => governed.OutputCap;

    public override int Choices => governed.Choices;

    public override long OutputBesidesCap => governed.PredictionBytes;

    public override InputMeasure Measure => governed.Measure;

    /// <summary>Whether the client asked for usage in a stream.</summary>
    public bool IncludeUsage => governed.IncludeUsage == true;

    /// <summary>The memory of the body, for a request made of another.</summary>
    protected PooledBytes Bytes => body;

    /// <summary>Where the governed members stand.</summary>
    public GovernedBody Governed => governed;

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => _input ??= read(Body);

    /// <summary>Scans a body and takes it: a request, or an error, after which the body is given back.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="body">The body.</param>
    /// <param name="members">The dialect's governed members.</param>
    /// <param name="read">Reads the canonical input.</param>
    /// <param name="streams">Whether the answer is a stream, where the address says so; null where the body does.</param>
    public static (CallRequest? Request, CallError? Error) Scan(
        string dialect, PooledBytes body, GovernedMembers members, Func<ReadOnlyMemory<byte>, (CallInput? Input, CallError? Error)> read, bool? streams = null)
    {
        if (GovernedScan.Scan(body.Memory.Span, members, out var governed) is { } error)
        {
            body.Dispose();
            return (null, error);
        }

        return (new WireRequest(dialect, body, governed, read) { Streams = streams }, null);
    }

    public override void Dispose() => body.Dispose();
}
