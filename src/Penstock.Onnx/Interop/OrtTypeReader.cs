using System.Runtime.InteropServices;

namespace Penstock.Onnx.Interop;

/// <summary>Reads an <c>OrtTypeInfo*</c> into an <see cref="OnnxType"/>.</summary>
internal static unsafe class OrtTypeReader
{
    /// <summary>Reads <paramref name="type"/> and releases it.</summary>
    internal static OnnxType Take(OnnxRuntime runtime, nint type)
    {
        try
        {
            return Read(runtime, type);
        }
        finally
        {
            runtime.Api.ReleaseTypeInfo(type);
        }
    }

    private static OnnxType Read(OnnxRuntime runtime, nint type)
    {
        var api = runtime.Api;
        int kind, key;
        nint info, inner;
        runtime.Check(api.GetOnnxTypeFromTypeInfo(type, &kind));
        switch ((OnnxKind)kind)
        {
            case OnnxKind.Tensor:
                runtime.Check(api.CastTypeInfoToTensorInfo(type, &info));
                return ReadTensor(runtime, info);
            case OnnxKind.Sequence:
                runtime.Check(api.CastTypeInfoToSequenceTypeInfo(type, &info));
                runtime.Check(api.GetSequenceElementType(info, &inner));
                return new OnnxType.Sequence(Take(runtime, inner));
            case OnnxKind.Map:
                runtime.Check(api.CastTypeInfoToMapTypeInfo(type, &info));
                runtime.Check(api.GetMapKeyType(info, &key));
                runtime.Check(api.GetMapValueType(info, &inner));
                return new OnnxType.Map((OnnxElementType)key, Take(runtime, inner));
            case OnnxKind.Optional:
                runtime.Check(api.CastTypeInfoToOptionalTypeInfo(type, &info));
                runtime.Check(api.GetOptionalContainedType(info, &inner));
                return new OnnxType.Optional(Take(runtime, inner));
            default:
                return new OnnxType.Other((OnnxKind)kind);
        }
    }

    private static OnnxType.Tensor ReadTensor(OnnxRuntime runtime, nint info)
    {
        var api = runtime.Api;
        int element;
        nuint rank;
        runtime.Check(api.GetTensorElementType(info, &element));
        if (api.HasShape != null && api.HasShape(info) == 0)
        {
            return new OnnxType.Tensor((OnnxElementType)element, null);
        }
        runtime.Check(api.GetDimensionsCount(info, &rank));
        var lengths = new long[rank];
        var symbols = new nint[rank];
        fixed (long* length = lengths)
        fixed (nint* symbol = symbols)
        {
            runtime.Check(api.GetDimensions(info, length, rank));
            runtime.Check(api.GetSymbolicDimensions(info, symbol, rank));
        }
        // An open dimension has the length -1, and a name that may be empty. The names belong to the type info.
        var shape = lengths.Zip(symbols, (length, symbol) => length >= 0
            ? new OnnxDimension(length, null)
            : new OnnxDimension(null, Marshal.PtrToStringUTF8(symbol) is { Length: > 0 } name ? name : null));
        return new OnnxType.Tensor((OnnxElementType)element, [.. shape]);
    }
}
