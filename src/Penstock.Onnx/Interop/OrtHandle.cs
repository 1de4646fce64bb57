using System.Buffers;
using System.Runtime.InteropServices;

namespace Penstock.Onnx.Interop;

/// <summary>Owns one native object, and whatever memory it looks into: both are let go together, and not before the last user.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> release;
    private readonly OrtHandle? keeps;
    private MemoryHandle pin;

    /// <summary>Takes ownership of a native object.</summary>
    /// <param name="native">Its address.</param>
    /// <param name="release">What releases it.</param>
    /// <param name="pin">Memory that it looks into.</param>
    /// <param name="keeps">A native object that must outlive it.</param>
    internal OrtHandle(nint native, delegate* unmanaged<nint, void> release, MemoryHandle pin = default, OrtHandle? keeps = null)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        this.pin = pin;
        SetHandle(native);
        var kept = false;
        keeps?.DangerousAddRef(ref kept);
        this.keeps = kept ? keeps : null;
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
        keeps?.DangerousRelease();
        return true;
    }
}
