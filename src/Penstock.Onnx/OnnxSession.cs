using System.Runtime.InteropServices;
using System.Text;
using Penstock.Onnx.Interop;

namespace Penstock.Onnx;

/// <summary>A loaded model. It may be run from many threads at once; a run that is under way outlives the session's disposal.</summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    private readonly OnnxRuntime runtime;
    private readonly OrtHandle handle;
    private readonly Dictionary<string, byte[]> inputNames;
    private readonly Dictionary<string, byte[]> outputNames;
    private readonly string[] allOutputs;

    private OnnxSession(OnnxRuntime runtime, OrtHandle handle)
    {
        (this.runtime, this.handle) = (runtime, handle);
        Signature = new OrtSessionReader(runtime, handle.Native).Read();
        inputNames = Signature.Inputs.Concat(Signature.Defaults).ToDictionary(port => port.Name, port => NativeName(port.Name));
        outputNames = Signature.Outputs.ToDictionary(port => port.Name, port => NativeName(port.Name));
        allOutputs = [.. Signature.Outputs.Select(port => port.Name)];
    }

    internal OnnxRuntime Runtime => runtime;

    internal OnnxSignature Signature { get; }

    /// <summary>Loads a model file; weights kept in files of their own are found beside it.</summary>
    /// <exception cref="OnnxException">
    /// There is no such file, or ONNX Runtime refuses it; the message names the file and is ONNX Runtime's.
    /// </exception>
    internal static OnnxSession Open(OnnxRuntime runtime, string path, OnnxSessionOptions? options = null)
    {
        // ORTCHAR_T is wchar_t on Windows and char elsewhere.
        var native = (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(path + "\0");
        return Open(runtime, options, path, sessionOptions =>
        {
            nint session;
            fixed (byte* name = native)
            {
                runtime.Check(runtime.Api.CreateSession(runtime.Environment, name, sessionOptions, &session), path);
            }
            return session;
        });
    }

    /// <summary>Loads a model from memory, which is not used afterwards.</summary>
    /// <exception cref="OnnxException">ONNX Runtime refuses it.</exception>
    internal static OnnxSession Open(OnnxRuntime runtime, ReadOnlyMemory<byte> model, OnnxSessionOptions? options = null) =>
        Open(runtime, options, "the model", sessionOptions =>
        {
            nint session;
            fixed (byte* data = model.Span)
            {
                runtime.Check(runtime.Api.CreateSessionFromArray(
                    runtime.Environment, data, (nuint)model.Length, sessionOptions, &session), "the model");
            }
            return session;
        });

    /// <summary>Runs the model on the calling thread.</summary>
    /// <param name="inputs">A value for each of <see cref="OnnxSignature.Inputs"/>, in any order; they stay the caller's.</param>
    /// <param name="outputs">Names of the outputs wanted; none means all. What is not wanted may not be computed.</param>
    /// <param name="ct">Ends the run before the model's next node.</param>
    /// <exception cref="OnnxException">
    /// A name, element type or shape does not fit, or the model failed: ONNX Runtime's own message.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    internal OnnxOutputs Run(ReadOnlySpan<OnnxInput> inputs, ReadOnlySpan<string> outputs = default, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var wanted = outputs.IsEmpty ? allOutputs : outputs.ToArray();
        var size = 2 * (inputs.Length + wanted.Length);
        var natives = size <= 64 ? stackalloc nint[64] : new nint[size];
        var names = natives[..inputs.Length];
        var values = natives.Slice(inputs.Length, inputs.Length);
        var outNames = natives.Slice(2 * inputs.Length, wanted.Length);
        var outValues = natives.Slice(2 * inputs.Length + wanted.Length, wanted.Length);
        for (var i = 0; i < wanted.Length; i++)
        {
            outNames[i] = NameOf(outputNames, wanted[i], "output");
        }
        outValues.Clear();

        var held = 0;
        var sessionHeld = false;
        try
        {
            // References keep what the run uses alive, whoever disposes it meanwhile.
            handle.DangerousAddRef(ref sessionHeld);
            for (; held < inputs.Length; held++)
            {
                names[held] = NameOf(inputNames, inputs[held].Name, "input");
                var added = false;
                inputs[held].Value.Handle.DangerousAddRef(ref added);
                values[held] = inputs[held].Value.Handle.DangerousGetHandle();
            }
            Run(names, values, outNames, outValues, ct);

            // While the session is held: each of them holds it on.
            return new OnnxOutputs(wanted, Take(outValues));
        }
        finally
        {
            for (var i = 0; i < held; i++)
            {
                inputs[i].Value.Handle.DangerousRelease();
            }
            if (sessionHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    public void Dispose() => handle.Dispose();

    private OnnxValue[] Take(ReadOnlySpan<nint> natives)
    {
        var values = new OnnxValue[natives.Length];
        var taken = 0;
        try
        {
            for (; taken < values.Length; taken++)
            {
                values[taken] = new OnnxValue(runtime, natives[taken], handle);
            }
            return values;
        }
        catch
        {
            // The one that failed has released itself.
            for (var i = 0; i < values.Length; i++)
            {
                values[i]?.Dispose();
                if (i > taken)
                {
                    runtime.Api.ReleaseValue(natives[i]);
                }
            }
            throw;
        }
    }

    private void Run(Span<nint> names, Span<nint> values, Span<nint> outNames, Span<nint> outValues, CancellationToken ct)
    {
        nint status;
        var options = ct.CanBeCanceled ? runtime.RunOptions.Rent() : null;
        try
        {
            // Once the registration is disposed nobody is about to terminate the options, which others use next.
            using var registration = options is null
                ? default
                : ct.UnsafeRegister(static state => ((OrtRunOptions)state!).Terminate(), options);
            fixed (nint* name = names, value = values, outName = outNames, outValue = outValues)
            {
                status = runtime.Api.Run(
                    handle.DangerousGetHandle(), options?.Native ?? 0, name, value, (nuint)names.Length,
                    outName, (nuint)outNames.Length, outValue);
            }
        }
        finally
        {
            if (options is not null)
            {
                runtime.RunOptions.Return(options);
            }
        }

        if (status != 0)
        {
            var error = runtime.Error(status, null);
            throw ct.IsCancellationRequested ? new OperationCanceledException(error.Message, error, ct) : error;
        }
    }

    private static OnnxSession Open(OnnxRuntime runtime, OnnxSessionOptions? options, string name, Func<nint, nint> create)
    {
        var api = runtime.Api;
        nint sessionOptions;
        runtime.Check(api.CreateSessionOptions(&sessionOptions), name);
        try
        {
            runtime.Check(options is { Threads: > 0 and var threads }
                ? api.SetIntraOpNumThreads(sessionOptions, threads)
                : api.DisablePerSessionThreads(sessionOptions), name);
            fixed (byte* key = "session.intra_op.allow_spinning\0"u8, no = "0\0"u8)
            {
                runtime.Check(api.AddSessionConfigEntry(sessionOptions, key, no), name);
            }
            var handle = new OrtHandle(create(sessionOptions), api.ReleaseSession);
            try
            {
                return new OnnxSession(runtime, handle);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        finally
        {
            api.ReleaseSessionOptions(sessionOptions);
        }
    }

    /// <summary>UTF-8 with a zero at the end, where the collector does not move it: its address may be handed out for good.</summary>
    private static byte[] NativeName(string name)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(name) + 1, pinned: true);
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    private static nint NameOf(Dictionary<string, byte[]> names, string name, string what) =>
        names.TryGetValue(name, out var native) ? (nint)Marshal.UnsafeAddrOfPinnedArrayElement(native, 0) : throw new OnnxException(
            OnnxErrorCode.InvalidArgument,
            $"The model has no {what} '{name}'; it has {string.Join(", ", names.Keys.Select(known => $"'{known}'"))}.");
}
