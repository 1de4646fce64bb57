namespace Penstock.Domain.Models;

/// <summary>What is known of each <see cref="DataType"/>.</summary>
public static class DataTypes
{
    /// <summary>Bytes of one element; 0 for texts and JSON, whose elements differ in size.</summary>
    public static int Size(this DataType type) => type switch
    {
        DataType.Bool or DataType.Uint8 or DataType.Int8 => 1,
        DataType.Uint16 or DataType.Int16 or DataType.Fp16 or DataType.Bf16 => 2,
        DataType.Uint32 or DataType.Int32 or DataType.Fp32 => 4,
        DataType.Uint64 or DataType.Int64 or DataType.Fp64 => 8,
        _ => 0,
    };
}
