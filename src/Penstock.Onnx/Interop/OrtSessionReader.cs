using System.Runtime.InteropServices;
using System.Text;

namespace Penstock.Onnx.Interop;

/// <summary>Reads what a session takes, gives and says about its model.</summary>
internal sealed unsafe class OrtSessionReader(OnnxRuntime runtime, nint session)
{
    private readonly OrtApi api = runtime.Api;

    internal OnnxSignature Read() => new(
        ReadPorts(api.InputCount, api.InputName, api.InputType),
        ReadPorts(api.OverridableCount, api.OverridableName, api.OverridableType),
        ReadPorts(api.OutputCount, api.OutputName, api.OutputType),
        ReadMetadata());

    private OnnxPort[] ReadPorts(
        delegate* unmanaged<nint, nuint*, nint> countOf,
        delegate* unmanaged<nint, nuint, nint, nint*, nint> nameOf,
        delegate* unmanaged<nint, nuint, nint*, nint> typeOf)
    {
        nuint count;
        runtime.Check(countOf(session, &count));
        var ports = new OnnxPort[count];
        for (nuint i = 0; i < count; i++)
        {
            nint name, type;
            runtime.Check(nameOf(session, i, runtime.Allocator, &name));
            runtime.Check(typeOf(session, i, &type));
            ports[i] = new OnnxPort(runtime.TakeText(name), OrtTypeReader.Take(runtime, type));
        }
        return ports;
    }

    private OnnxMetadata ReadMetadata()
    {
        nint metadata;
        long version;
        runtime.Check(api.SessionGetModelMetadata(session, &metadata));
        try
        {
            runtime.Check(api.ModelVersion(metadata, &version));
            // A file without a version is given the greatest number there is.
            return new OnnxMetadata(
                Text(api.ProducerName, metadata), Text(api.GraphName, metadata), Text(api.Domain, metadata),
                Text(api.Description, metadata),
                Text(api.GraphDescription, metadata), version == long.MaxValue ? null : version, ReadCustom(metadata));
        }
        finally
        {
            api.ReleaseModelMetadata(metadata);
        }
    }

    private string Text(delegate* unmanaged<nint, nint, nint*, nint> read, nint metadata)
    {
        nint text;
        runtime.Check(read(metadata, runtime.Allocator, &text));
        return runtime.TakeText(text);
    }

    private Dictionary<string, string> ReadCustom(nint metadata)
    {
        nint* keys;
        long count;
        runtime.Check(api.CustomMetadataKeys(metadata, runtime.Allocator, &keys, &count));
        var custom = new Dictionary<string, string>();
        for (var i = 0; i < count; i++)
        {
            nint value;
            var key = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)keys[i]);
            fixed (byte* text = key)
            {
                runtime.Check(api.LookupCustomMetadata(metadata, runtime.Allocator, text, &value));
            }
            custom[Encoding.UTF8.GetString(key)] = value == 0 ? "" : runtime.TakeText(value);
            runtime.Check(api.AllocatorFree(runtime.Allocator, keys[i]));
        }
        if (keys is not null)
        {
            runtime.Check(api.AllocatorFree(runtime.Allocator, (nint)keys));
        }
        return custom;
    }
}
