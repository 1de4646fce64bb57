namespace Penstock.Onnx.Interop;

/// <summary>The options of one run; they exist so that the run can be ended from another thread.</summary>
internal sealed unsafe class OrtRunOptions : IDisposable
{
    private readonly OnnxRuntime runtime;
    private readonly OrtHandle handle;

    internal OrtRunOptions(OnnxRuntime runtime)
    {
        this.runtime = runtime;
        nint native;
        runtime.Check(runtime.Api.CreateRunOptions(&native));
        handle = new OrtHandle(native, runtime.Api.ReleaseRunOptions);
    }

    internal nint Native => handle.Native;

    /// <summary>Makes the run end before its next node.</summary>
    internal void Terminate()
    {
        IsTerminated = true;
        runtime.Check(runtime.Api.RunOptionsSetTerminate(handle.Native));
    }

    /// <summary>Whether a run with it was ended, or would be.</summary>
    internal bool IsTerminated { get; private set; }

    public void Dispose() => handle.Dispose();
}
