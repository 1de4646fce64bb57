using System.Runtime.InteropServices;
using Penstock.Onnx.Interop;

namespace Penstock.Onnx;

/// <summary>
/// ONNX Runtime's native library with its environment: the thread pool that all sessions share, and the log. There is one for each
/// library in a process, and it lives as long as the process.
/// </summary>
internal sealed unsafe class OnnxRuntime
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, OnnxRuntime> Loaded = [];

    private OnnxRuntime(string path, OnnxRuntimeOptions options)
    {
        LibraryPath = path;
        (Api, Version) = OrtLibrary.Load(path);
        nint value;
        Check(Api.GetAllocatorWithDefaultOptions(&value));
        Allocator = value;
        Check(Api.CreateCpuMemoryInfo(1, 0, &value)); // OrtArenaAllocator, OrtMemTypeDefault
        CpuMemory = value;
        Environment = CreateEnvironment(options);
        RunOptions = new OrtRunOptionsPool(this);
        Check(Api.DisableTelemetryEvents(Environment)); // Official Windows builds would send events.
    }

    /// <summary>ONNX Runtime's version, such as <c>1.30.0</c>.</summary>
    internal string Version { get; }

    /// <summary>The full path of the native library.</summary>
    internal string LibraryPath { get; }

    internal OrtApi Api { get; }

    internal nint Environment { get; }

    internal nint Allocator { get; }

    internal nint CpuMemory { get; }

    internal OrtRunOptionsPool RunOptions { get; }

    /// <summary>Loads ONNX Runtime, or returns what was loaded from the same file before.</summary>
    /// <param name="libraryPath">
    /// A native library of ONNX Runtime 1.15 or newer; null for the one that the build put beside the program.
    /// </param>
    /// <param name="options">Taken by the first load of a library, ignored by later ones.</param>
    /// <exception cref="OnnxException">The library is missing, is not ONNX Runtime's, or is too old.</exception>
    internal static OnnxRuntime Load(string? libraryPath = null, OnnxRuntimeOptions? options = null)
    {
        var path = OrtLibrary.Find(libraryPath);
        lock (Gate)
        {
            if (!Loaded.TryGetValue(path, out var runtime))
            {
                Loaded[path] = runtime = new OnnxRuntime(path, options ?? new OnnxRuntimeOptions());
            }
            return runtime;
        }
    }

    /// <summary>Says what is missing of ONNX Runtime without loading it; null when the library is there.</summary>
    internal static string? Missing(string? libraryPath)
    {
        try
        {
            OrtLibrary.Find(libraryPath);
            return null;
        }
        catch (OnnxException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Throws what <paramref name="status"/> says, with ONNX Runtime's own message, and releases it.</summary>
    /// <param name="status">An <c>OrtStatus*</c>; null is success.</param>
    /// <param name="about">What was being done, put before the message.</param>
    internal void Check(nint status, string? about = null)
    {
        if (status != 0)
        {
            throw Error(status, about);
        }
    }

    internal OnnxException Error(nint status, string? about)
    {
        var code = (OnnxErrorCode)Api.GetErrorCode(status);
        var message = Marshal.PtrToStringUTF8((nint)Api.GetErrorMessage(status)) ?? "";
        Api.ReleaseStatus(status);
        return new OnnxException(code, about is null ? message : $"{about}: {message}");
    }

    /// <summary>Reads a text that ONNX Runtime allocated for the caller, and frees it.</summary>
    internal string TakeText(nint text)
    {
        var value = Marshal.PtrToStringUTF8(text) ?? "";
        Check(Api.AllocatorFree(Allocator, text));
        return value;
    }

    private nint CreateEnvironment(OnnxRuntimeOptions options)
    {
        nint threading, environment;
        Check(Api.CreateThreadingOptions(&threading));
        try
        {
            // A stated number: with ONNX Runtime's default each thread would be bound to a processor, which goes wrong in containers.
            Check(Api.SetGlobalIntraOpNumThreads(threading, options.Threads > 0 ? options.Threads : System.Environment.ProcessorCount));
            Check(Api.SetGlobalSpinControl(threading, options.Spinning ? 1 : 0));
            // Never freed: ONNX Runtime may log until the process ends.
            var log = options.Log is null ? 0 : GCHandle.ToIntPtr(GCHandle.Alloc(options.Log));
            delegate* unmanaged<nint, int, byte*, byte*, byte*, byte*, void> write = &Write;
            fixed (byte* id = "penstock\0"u8)
            {
                Check(Api.CreateEnvWithCustomLoggerAndGlobalThreadPools(
                    (nint)write, log, (int)(log == 0 ? OnnxLogLevel.Fatal : OnnxLogLevel.Warning), id, threading, &environment));
            }
            return environment;
        }
        finally
        {
            Api.ReleaseThreadingOptions(threading);
        }
    }

    [UnmanagedCallersOnly]
    private static void Write(nint log, int level, byte* category, byte* id, byte* location, byte* message)
    {
        if (log == 0)
        {
            return;
        }
        try
        {
            var sink = (Action<OnnxLogLevel, string>)GCHandle.FromIntPtr(log).Target!;
            sink((OnnxLogLevel)level, Marshal.PtrToStringUTF8((nint)message) ?? "");
        }
        catch (Exception)
        {
            // An exception must not cross native frames, and a log that fails must not end a run.
        }
    }
}
