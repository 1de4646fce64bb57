using System.Buffers;
using System.Runtime.InteropServices;

namespace Penstock.Onnx.Interop;

/// <summary>Owns one native object, and whatever memory it looks into: both are let go together, and not before the last user.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> release;
    private MemoryHandle pin;

    internal OrtHandle(nint native, delegate* unmanaged<nint, void> release, MemoryHandle pin = default)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        this.pin = pin;
        SetHandle(native);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native address; valid while a reference is held (DangerousAddRef) or the owner is known to be alive.</summary>
    internal nint Native
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        release(handle);
        pin.Dispose();
        return true;
    }
}
