using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>The protocol's words for element types (inference_rest.md, Tensor Data Types; BF16 as Triton has it).</summary>
internal static class DatatypeNames
{
    private static readonly DataType[] Types = [.. Enum.GetValues<DataType>().Where(type => type != DataType.Json)];
    private static readonly string[] Names = [.. Types.Select(type => type.ToString().ToUpperInvariant())];

    /// <summary>All of them, for messages.</summary>
    internal static readonly string All = string.Join(", ", Names);

    /// <summary>The word for a type; JSON goes as BYTES.</summary>
    internal static string Of(DataType type) => Names[Array.IndexOf(Types, type == DataType.Json ? DataType.Bytes : type)];

    /// <summary>The type of a word; null when it is none.</summary>
    internal static DataType? Find(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? Types[index] : null;
}
