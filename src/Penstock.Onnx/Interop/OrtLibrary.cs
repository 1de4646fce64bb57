using System.Runtime.InteropServices;

namespace Penstock.Onnx.Interop;

/// <summary>Finds ONNX Runtime's native library, loads it and asks it for its function table.</summary>
internal static unsafe class OrtLibrary
{
    /// <summary>The file's name on this platform, as npm's onnxruntime-node ships it.</summary>
    internal static string FileName { get; } =
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";

    /// <summary>The full path of the library to load: the one asked for, else the one that the build put beside the program.</summary>
    internal static string Find(string? asked)
    {
        if (asked is not null)
        {
            return File.Exists(asked) ? Path.GetFullPath(asked) : throw new OnnxException(
                OnnxErrorCode.LibraryMissing, $"ONNX Runtime's library '{asked}' is not there.");
        }
        // A single-file program unpacks its native libraries elsewhere; the host lists the folders.
        var folders = ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"));
        return folders.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists) ?? throw new OnnxException(
            OnnxErrorCode.LibraryMissing,
            $"ONNX Runtime's library {FileName} is not beside the program ({AppContext.BaseDirectory}). It is there after a build for this "
            + $"platform ({RuntimeInformation.RuntimeIdentifier}); otherwise name a library of version 1.{OrtApi.OldestVersion} or newer.");
    }

    /// <summary>Loads the library at <paramref name="path"/>; it stays loaded for the life of the process.</summary>
    internal static (OrtApi Api, string Version) Load(string path)
    {
        nint library, entry;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new OnnxException(OnnxErrorCode.LibraryMissing, $"'{path}' cannot be loaded as a native library: {e.Message}", e);
        }
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out entry))
        {
            throw new OnnxException(
                OnnxErrorCode.LibraryMissing, $"'{path}' is a native library, but not ONNX Runtime's (no OrtGetApiBase).");
        }
        // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t version); const char* (*GetVersionString)(); }
        var api = (nint*)((delegate* unmanaged<nint>)entry)();
        var getApi = (delegate* unmanaged<uint, nint>)api[0];
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)api[1])()) ?? "";
        // Asked for no more than it has, the library says nothing; asked for more, it also complains on standard error.
        var newest = !System.Version.TryParse(version, out var parsed) ? OrtApi.OldestVersion
            : parsed.Major > 1 ? int.MaxValue : parsed.Minor;
        var wanted = newest >= OrtApi.HasShapeVersion ? OrtApi.HasShapeVersion : OrtApi.OldestVersion;
        var slots = newest < OrtApi.OldestVersion ? 0 : getApi((uint)wanted);
        return slots != 0 ? (new OrtApi((nint*)slots, wanted), version) : throw new OnnxException(
            OnnxErrorCode.LibraryMissing, $"'{path}' is ONNX Runtime {version}; version 1.{OrtApi.OldestVersion} or newer is needed.");
    }
}
