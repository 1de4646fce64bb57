using Microsoft.Win32.SafeHandles;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>Writes bytes at an offset of a file; a test may put a disk that is full in its place.</summary>
internal delegate void WriteAt(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);
