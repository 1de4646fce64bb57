using System.Buffers;
using System.Text;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;
using Penstock.Upstream;

namespace Penstock.Tests.Dialects.Streams;

/// <summary>Broken streams of one form, read as Penstock reads them and written to clients of every dialect. Not safe for several threads.</summary>
internal sealed class StreamFuzz
{
    /// <summary>
    /// What a case may allocate: a part for every case, and some times its size for reading it and writing it in eight dialects.
    /// </summary>
    public const int AllocatedOnce = 200_000, AllocatedPerByte = 100;

    private readonly FuzzDialect _dialect;
    private readonly List<byte[]> _all;
    private readonly List<List<byte[]>> _seeds;
    private readonly ArrayBufferWriter<byte> _written = new(64 * 1024);
    private readonly CallProtocol[] _protocols = [.. FuzzClient.All.Select(client => client.Make())];
    private readonly Call _client = FuzzClient.NewCall(Capability.Chat);

    public StreamFuzz(FuzzDialect dialect, ExchangeStore recordings)
    {
        _dialect = dialect;
        _all = [.. FuzzDialect.All.SelectMany(one => one.Seeds(recordings))];
        _seeds = [.. dialect.Seeds(recordings).Select(dialect.Cut)];
    }

    /// <summary>How many ended as finished.</summary>
    public int Finished { get; private set; }

    /// <summary>How many ended with an error.</summary>
    public int Failed { get; private set; }

    /// <summary>The most that a case allocated for each of its bytes, beyond what every case does.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>Runs a case; what is wrong with it, null when nothing is.</summary>
    public string? Run(int number)
    {
        var random = new Random(unchecked((number * 486187739) + _dialect.Name.Length));
        var bytes = new StreamMutator(random, _dialect, _seeds, _all).Next();
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? wrong;
        try
        {
            wrong = Check(bytes, random);
        }
        catch (Exception exception)
        {
            wrong = exception.ToString();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        MostAllocated = Math.Max(MostAllocated, (allocated - AllocatedOnce) / Math.Max(bytes.Length, 1));
        wrong ??= allocated > AllocatedOnce + (AllocatedPerByte * (long)bytes.Length) ? $"{allocated} bytes were allocated for {bytes.Length}." : null;
        return wrong is null ? null : $"{_dialect.Name}, case {number}: {wrong}\n{Shown(bytes)}";
    }

    private string? Check(byte[] bytes, Random random)
    {
        var body = new FuzzBody(bytes, random);
        using var call = FuzzClient.NewCall(_dialect.Capability);
        var frames = _dialect.Read(body, call, withholdUsage: random.Next(2) == 0);
        var encoders = Array.ConvertAll(_protocols, protocol => protocol.Encoder(_client));
        var written = Array.ConvertAll(_protocols, _ => 0);
        var finished = new bool[_protocols.Length];
        Frame? last = null;
        FrameKind? end = null;
        while (Now(frames.ReadAsync(CancellationToken.None)) is { } frame)
        {
            if (end is FrameKind.Terminal or FrameKind.Error)
            {
                return $"A frame of the kind {frame.Kind} followed the last one.";
            }

            (last, end) = (frame, frame.Kind);
            if (!IsNamed(frame))
            {
                return $"The model's name stands at {frame.ModelValue} of {frame.Raw.Length} bytes.";
            }

            for (var i = 0; i < encoders.Length && frame.Kind != FrameKind.Error; i++)
            {
                _written.ResetWrittenCount();
                encoders[i].Write(frame, _written);
                written[i] += frame.Kind == FrameKind.Terminal ? 0 : _written.WrittenCount;
                finished[i] |= FuzzClient.All[i].IsFinished(_written.WrittenSpan);
            }
        }

        Now(frames.DisposeAsync());
        return Judge(last, bytes, body, finished, written) ?? End(last!, encoders);
    }

    private string? Judge(Frame? last, byte[] bytes, FuzzBody body, bool[] finished, int[] written)
    {
        if (last?.Kind is not (FrameKind.Terminal or FrameKind.Error))
        {
            return "It has no last frame.";
        }

        if (body.Reads > body.Pieces + 1)
        {
            return $"{body.Reads} reads of {body.Pieces} pieces.";
        }

        var said = Array.FindIndex(finished, 0, yes => yes);
        if (last.Kind == FrameKind.Error)
        {
            Failed++;
            return said >= 0 ? $"It failed, and {FuzzClient.All[said].Name} clients see its end." : last.Error is null ? "An error without an error." : null;
        }

        Finished++;
        var unsaid = Enumerable.Range(0, finished.Length).FirstOrDefault(i => !finished[i] && written[i] > 0 && FuzzClient.All[i].End.Count > 0, -1);
        return !_dialect.MayEnd(bytes) ? "It is called finished, and its end is not in it."
            : body.BrokeOff && last.Raw.IsEmpty ? "The connection broke off, and the bytes' end is called the end."
            : unsaid >= 0 ? $"It is finished, and {FuzzClient.All[unsaid].Name} clients do not see it." : null;
    }

    private string? End(Frame last, FrameEncoder[] encoders)
    {
        for (var i = 0; i < encoders.Length; i++)
        {
            _written.ResetWrittenCount();
            if (last.Error is { } error && !encoders[i].TryWriteError(error, _written))
            {
                _protocols[i].WriteStreamError(_client, error, _written);
            }

            encoders[i].Dispose();
            if (last.Error is not null && _written.WrittenCount == 0)
            {
                return $"{FuzzClient.All[i].Name} clients are not told of the error.";
            }
        }

        return null;
    }

    private static bool IsNamed(Frame frame)
    {
        if (frame.ModelValue.Equals(default))
        {
            return true;
        }

        var (from, length) = (frame.ModelValue.Start.Value, frame.ModelValue.End.Value - frame.ModelValue.Start.Value);
        return from >= 0 && length >= 2 && from + length <= frame.Raw.Length && frame.Raw.Span[from] == '"' && frame.Raw.Span[from + length - 1] == '"';
    }

    // Nothing here waits for anything.
    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.Result : throw new InvalidOperationException("It waits, though the bytes are there.");

    private static void Now(ValueTask task)
    {
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException("It waits, though nothing is to be waited for.");
        }

        task.GetAwaiter().GetResult();
    }

    private static string Shown(byte[] bytes) => bytes.Length > 4000 ? "(long)" : Encoding.Latin1.GetString(bytes).Replace("\0", "\\0", StringComparison.Ordinal) + "\n" + Convert.ToBase64String(bytes);
}
