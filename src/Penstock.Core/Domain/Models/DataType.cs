namespace Penstock.Domain.Models;

/// <summary>The type of one element, named as the Open Inference Protocol names it.</summary>
public enum DataType
{
    /// <summary>True or false.</summary>
    Bool,

    /// <summary>Unsigned, 8 bits.</summary>
    Uint8,

    /// <summary>Unsigned, 16 bits.</summary>
    Uint16,

    /// <summary>Unsigned, 32 bits.</summary>
    Uint32,

    /// <summary>Unsigned, 64 bits.</summary>
    Uint64,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>IEEE 754 half precision.</summary>
    Fp16,

    /// <summary>IEEE 754 single precision.</summary>
    Fp32,

    /// <summary>IEEE 754 double precision.</summary>
    Fp64,

    /// <summary>bfloat16: the upper half of a single.</summary>
    Bf16,

    /// <summary>A text, UTF-8 (the protocol calls it BYTES).</summary>
    Bytes,

    /// <summary>Any JSON value: a C# record, a list of them, a map.</summary>
    Json,
}
