using System.Runtime.InteropServices;

namespace Penstock.Onnx;

/// <summary>The C library's memory, from which ONNX Runtime takes its own.</summary>
internal static unsafe class NativeMemory
{
    private static readonly delegate* unmanaged<nuint, int> TrimHeap = Find();

    /// <summary>
    /// Gives free memory back to the operating system. glibc keeps what was freed for the next to ask, also in the middle of its heaps, and a
    /// server that has unloaded a model may not ask for long. Where the C library has no such function, it keeps nothing worth the call.
    /// </summary>
    internal static void Trim()
    {
        if (TrimHeap is not null)
        {
            _ = TrimHeap(0);
        }
    }

    // musl has none.
    private static delegate* unmanaged<nuint, int> Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var trim)
            ? (delegate* unmanaged<nuint, int>)trim
            : null;
}
