using System.Runtime.InteropServices;

namespace Penstock.Onnx;

/// <summary>
/// The C library's memory, from which ONNX Runtime takes its own, as far as glibc must be told to give it back. Other C libraries have no
/// such functions, and keep nothing worth the call.
/// </summary>
internal static unsafe class NativeMemory
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD, malloc.h
    private const int MapThreshold = -3; // M_MMAP_THRESHOLD
    private const int Mebibyte = 1024 * 1024;

    private static readonly delegate* unmanaged<nuint, int> TrimHeaps = (delegate* unmanaged<nuint, int>)Find("malloc_trim");

    /// <summary>
    /// Has every block of a mebibyte or more taken from the operating system and given back to it, and the ends of the heaps, too. By itself
    /// glibc raises both limits to what it has seen freed, up to 32 MiB: a model's weights would be kept for the next to ask, once for each
    /// of its heaps. What the environment says of malloc stands.
    /// </summary>
    internal static void Prepare()
    {
        var option = (delegate* unmanaged<int, int, int>)Find("mallopt");
        if (option is not null && !IsSet("MALLOC_MMAP_THRESHOLD_") && !IsSet("MALLOC_TRIM_THRESHOLD_") && !IsSet("GLIBC_TUNABLES"))
        {
            _ = option(MapThreshold, Mebibyte);
            _ = option(TrimThreshold, Mebibyte);
        }
    }

    /// <summary>Gives free memory back to the operating system, also from the middle of the heaps.</summary>
    internal static void Trim()
    {
        if (TrimHeaps is not null)
        {
            _ = TrimHeaps(0);
        }
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private static void* Find(string name) =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, name, out var function) ? (void*)function : null;
}
