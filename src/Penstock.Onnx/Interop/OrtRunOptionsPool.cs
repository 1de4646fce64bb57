namespace Penstock.Onnx.Interop;

/// <summary>Run options to be used again: those of a run that nobody ended. There are a few more than there can be useful runs at once.</summary>
internal sealed class OrtRunOptionsPool(OnnxRuntime runtime)
{
    private readonly OrtRunOptions?[] spare = new OrtRunOptions?[2 * Environment.ProcessorCount];

    /// <summary>Takes one out.</summary>
    internal OrtRunOptions Rent()
    {
        for (var i = 0; i < spare.Length; i++)
        {
            if (Volatile.Read(ref spare[i]) is not null && Interlocked.Exchange(ref spare[i], null) is { } options)
            {
                return options;
            }
        }

        return new OrtRunOptions(runtime);
    }

    /// <summary>Puts one back that nobody can terminate any more.</summary>
    internal void Return(OrtRunOptions options)
    {
        // Once terminated always terminated: it would end the next run before it begins.
        for (var i = 0; i < spare.Length && !options.IsTerminated; i++)
        {
            if (Volatile.Read(ref spare[i]) is null && Interlocked.CompareExchange(ref spare[i], options, null) is null)
            {
                return;
            }
        }

        options.Dispose();
    }
}
