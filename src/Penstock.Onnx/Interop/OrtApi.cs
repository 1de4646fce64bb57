namespace Penstock.Onnx.Interop;

/// <summary>
/// The functions of ONNX Runtime's C API that Penstock calls, taken from the table that <c>OrtGetApiBase()->GetApi(version)</c>
/// returns. Source: <c>onnxruntime_c_api.h</c>, <c>struct OrtApi</c>: the order of its slots is append-only, so that a slot's number
/// holds for every version from the one that brought it. Functions that can fail return an <c>OrtStatus*</c>, null for success.
/// </summary>
internal sealed unsafe class OrtApi(nint* slots, int version)
{
    /// <summary>The oldest version that has every slot below but <see cref="HasShape"/>.</summary>
    internal const int OldestVersion = 15;

    /// <summary>The version that brought <see cref="HasShape"/>.</summary>
    internal const int HasShapeVersion = 24;

    internal readonly int Version = version;

    // Errors and the environment.
    internal readonly delegate* unmanaged<nint, int> GetErrorCode = (delegate* unmanaged<nint, int>)slots[1];
    internal readonly delegate* unmanaged<nint, byte*> GetErrorMessage = (delegate* unmanaged<nint, byte*>)slots[2];
    internal readonly delegate* unmanaged<nint, void> ReleaseStatus = (delegate* unmanaged<nint, void>)slots[93];
    internal readonly delegate* unmanaged<nint, nint> DisableTelemetryEvents = (delegate* unmanaged<nint, nint>)slots[6];
    internal readonly delegate* unmanaged<nint*, nint> CreateThreadingOptions = (delegate* unmanaged<nint*, nint>)slots[121];
    internal readonly delegate* unmanaged<nint, void> ReleaseThreadingOptions = (delegate* unmanaged<nint, void>)slots[122];
    internal readonly delegate* unmanaged<nint, int, nint> SetGlobalIntraOpNumThreads = (delegate* unmanaged<nint, int, nint>)slots[147];
    internal readonly delegate* unmanaged<nint, int, nint> SetGlobalSpinControl = (delegate* unmanaged<nint, int, nint>)slots[149];

    /// <summary>(logging function, its parameter, severity, log id, threading options, out env)</summary>
    internal readonly delegate* unmanaged<nint, nint, int, byte*, nint, nint*, nint> CreateEnvWithCustomLoggerAndGlobalThreadPools =
        (delegate* unmanaged<nint, nint, int, byte*, nint, nint*, nint>)slots[151];

    // Sessions.
    internal readonly delegate* unmanaged<nint, void*, nint, nint*, nint> CreateSession =
        (delegate* unmanaged<nint, void*, nint, nint*, nint>)slots[7];
    internal readonly delegate* unmanaged<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray =
        (delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)slots[8];

    /// <summary>(session, run options or null, input names, inputs, input count, output names, output count, outputs)</summary>
    internal readonly delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> Run =
        (delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)slots[9];

    internal readonly delegate* unmanaged<nint, void> ReleaseSession = (delegate* unmanaged<nint, void>)slots[95];
    internal readonly delegate* unmanaged<nint*, nint> CreateSessionOptions = (delegate* unmanaged<nint*, nint>)slots[10];
    internal readonly delegate* unmanaged<nint, void> ReleaseSessionOptions = (delegate* unmanaged<nint, void>)slots[100];
    internal readonly delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads = (delegate* unmanaged<nint, int, nint>)slots[24];
    internal readonly delegate* unmanaged<nint, nint> DisablePerSessionThreads = (delegate* unmanaged<nint, nint>)slots[120];
    internal readonly delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry =
        (delegate* unmanaged<nint, byte*, byte*, nint>)slots[130];
    internal readonly delegate* unmanaged<nint*, nint> CreateRunOptions = (delegate* unmanaged<nint*, nint>)slots[39];
    internal readonly delegate* unmanaged<nint, void> ReleaseRunOptions = (delegate* unmanaged<nint, void>)slots[97];
    internal readonly delegate* unmanaged<nint, nint> RunOptionsSetTerminate = (delegate* unmanaged<nint, nint>)slots[46];

    // What a session takes and gives. Inputs, outputs and overridable initializers have three alike functions each.
    internal readonly delegate* unmanaged<nint, nuint*, nint> InputCount = (delegate* unmanaged<nint, nuint*, nint>)slots[30];
    internal readonly delegate* unmanaged<nint, nuint*, nint> OutputCount = (delegate* unmanaged<nint, nuint*, nint>)slots[31];
    internal readonly delegate* unmanaged<nint, nuint*, nint> OverridableCount = (delegate* unmanaged<nint, nuint*, nint>)slots[32];
    internal readonly delegate* unmanaged<nint, nuint, nint*, nint> InputType = (delegate* unmanaged<nint, nuint, nint*, nint>)slots[33];
    internal readonly delegate* unmanaged<nint, nuint, nint*, nint> OutputType = (delegate* unmanaged<nint, nuint, nint*, nint>)slots[34];
    internal readonly delegate* unmanaged<nint, nuint, nint*, nint> OverridableType =
        (delegate* unmanaged<nint, nuint, nint*, nint>)slots[35];
    internal readonly delegate* unmanaged<nint, nuint, nint, nint*, nint> InputName =
        (delegate* unmanaged<nint, nuint, nint, nint*, nint>)slots[36];
    internal readonly delegate* unmanaged<nint, nuint, nint, nint*, nint> OutputName =
        (delegate* unmanaged<nint, nuint, nint, nint*, nint>)slots[37];
    internal readonly delegate* unmanaged<nint, nuint, nint, nint*, nint> OverridableName =
        (delegate* unmanaged<nint, nuint, nint, nint*, nint>)slots[38];

    // Types.
    internal readonly delegate* unmanaged<nint, void> ReleaseTypeInfo = (delegate* unmanaged<nint, void>)slots[98];
    internal readonly delegate* unmanaged<nint, int*, nint> GetOnnxTypeFromTypeInfo = (delegate* unmanaged<nint, int*, nint>)slots[56];
    internal readonly delegate* unmanaged<nint, nint*, nint> CastTypeInfoToTensorInfo = (delegate* unmanaged<nint, nint*, nint>)slots[55];
    internal readonly delegate* unmanaged<nint, nint*, nint> CastTypeInfoToMapTypeInfo = (delegate* unmanaged<nint, nint*, nint>)slots[103];
    internal readonly delegate* unmanaged<nint, nint*, nint> CastTypeInfoToSequenceTypeInfo =
        (delegate* unmanaged<nint, nint*, nint>)slots[104];
    internal readonly delegate* unmanaged<nint, nint*, nint> CastTypeInfoToOptionalTypeInfo =
        (delegate* unmanaged<nint, nint*, nint>)slots[250];
    internal readonly delegate* unmanaged<nint, int*, nint> GetMapKeyType = (delegate* unmanaged<nint, int*, nint>)slots[105];
    internal readonly delegate* unmanaged<nint, nint*, nint> GetMapValueType = (delegate* unmanaged<nint, nint*, nint>)slots[106];
    internal readonly delegate* unmanaged<nint, nint*, nint> GetSequenceElementType = (delegate* unmanaged<nint, nint*, nint>)slots[107];
    internal readonly delegate* unmanaged<nint, nint*, nint> GetOptionalContainedType = (delegate* unmanaged<nint, nint*, nint>)slots[251];
    internal readonly delegate* unmanaged<nint, int*, nint> GetTensorElementType = (delegate* unmanaged<nint, int*, nint>)slots[60];
    internal readonly delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount = (delegate* unmanaged<nint, nuint*, nint>)slots[61];
    internal readonly delegate* unmanaged<nint, long*, nuint, nint> GetDimensions =
        (delegate* unmanaged<nint, long*, nuint, nint>)slots[62];
    internal readonly delegate* unmanaged<nint, nint*, nuint, nint> GetSymbolicDimensions =
        (delegate* unmanaged<nint, nint*, nuint, nint>)slots[63];

    /// <summary>Tells a scalar from a tensor of unknown rank; null before <see cref="HasShapeVersion"/>.</summary>
    internal readonly delegate* unmanaged<nint, byte> HasShape =
        version < HasShapeVersion ? null : (delegate* unmanaged<nint, byte>)slots[390];

    // Values.
    internal readonly delegate* unmanaged<nint, void> ReleaseValue = (delegate* unmanaged<nint, void>)slots[96];
    internal readonly delegate* unmanaged<nint, int*, nint> GetValueType = (delegate* unmanaged<nint, int*, nint>)slots[67];
    internal readonly delegate* unmanaged<nint, int*, nint> HasValue = (delegate* unmanaged<nint, int*, nint>)slots[192];
    internal readonly delegate* unmanaged<nint, nuint*, nint> GetValueCount = (delegate* unmanaged<nint, nuint*, nint>)slots[81];
    internal readonly delegate* unmanaged<nint, int, nint, nint*, nint> GetValue =
        (delegate* unmanaged<nint, int, nint, nint*, nint>)slots[80];
    internal readonly delegate* unmanaged<nint, nint*, nint> GetTensorTypeAndShape = (delegate* unmanaged<nint, nint*, nint>)slots[65];
    internal readonly delegate* unmanaged<nint, void> ReleaseTensorTypeAndShapeInfo = (delegate* unmanaged<nint, void>)slots[99];
    internal readonly delegate* unmanaged<nint, nint*, nint> GetTensorMutableData = (delegate* unmanaged<nint, nint*, nint>)slots[51];

    /// <summary>(allocator, shape, rank, element type, out value)</summary>
    internal readonly delegate* unmanaged<nint, long*, nuint, int, nint*, nint> CreateTensor =
        (delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)slots[48];

    /// <summary>(memory info, data, bytes, shape, rank, element type, out value)</summary>
    internal readonly delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithData =
        (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)slots[49];

    internal readonly delegate* unmanaged<nint, nuint*, nint> GetStringTensorDataLength =
        (delegate* unmanaged<nint, nuint*, nint>)slots[53];
    internal readonly delegate* unmanaged<nint, void*, nuint, nuint*, nuint, nint> GetStringTensorContent =
        (delegate* unmanaged<nint, void*, nuint, nuint*, nuint, nint>)slots[54];

    /// <summary>(value, index, length in bytes, out buffer): the text may hold zero bytes, unlike that of FillStringTensor.</summary>
    internal readonly delegate* unmanaged<nint, nuint, nuint, byte**, nint> GetResizedStringTensorElementBuffer =
        (delegate* unmanaged<nint, nuint, nuint, byte**, nint>)slots[252];

    internal readonly delegate* unmanaged<int, int, nint*, nint> CreateCpuMemoryInfo =
        (delegate* unmanaged<int, int, nint*, nint>)slots[69];
    internal readonly delegate* unmanaged<nint*, nint> GetAllocatorWithDefaultOptions = (delegate* unmanaged<nint*, nint>)slots[78];
    internal readonly delegate* unmanaged<nint, nint, nint> AllocatorFree = (delegate* unmanaged<nint, nint, nint>)slots[76];

    // The model's own description.
    internal readonly delegate* unmanaged<nint, nint*, nint> SessionGetModelMetadata = (delegate* unmanaged<nint, nint*, nint>)slots[111];
    internal readonly delegate* unmanaged<nint, void> ReleaseModelMetadata = (delegate* unmanaged<nint, void>)slots[118];
    internal readonly delegate* unmanaged<nint, nint, nint*, nint> ProducerName = (delegate* unmanaged<nint, nint, nint*, nint>)slots[112];
    internal readonly delegate* unmanaged<nint, nint, nint*, nint> GraphName = (delegate* unmanaged<nint, nint, nint*, nint>)slots[113];
    internal readonly delegate* unmanaged<nint, nint, nint*, nint> Domain = (delegate* unmanaged<nint, nint, nint*, nint>)slots[114];
    internal readonly delegate* unmanaged<nint, nint, nint*, nint> Description = (delegate* unmanaged<nint, nint, nint*, nint>)slots[115];
    internal readonly delegate* unmanaged<nint, nint, nint*, nint> GraphDescription =
        (delegate* unmanaged<nint, nint, nint*, nint>)slots[158];
    internal readonly delegate* unmanaged<nint, long*, nint> ModelVersion = (delegate* unmanaged<nint, long*, nint>)slots[117];
    internal readonly delegate* unmanaged<nint, nint, byte*, nint*, nint> LookupCustomMetadata =
        (delegate* unmanaged<nint, nint, byte*, nint*, nint>)slots[116];
    internal readonly delegate* unmanaged<nint, nint, nint**, long*, nint> CustomMetadataKeys =
        (delegate* unmanaged<nint, nint, nint**, long*, nint>)slots[123];
}
