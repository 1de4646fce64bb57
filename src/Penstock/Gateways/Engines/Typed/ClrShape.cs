using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Typed;

/// <summary>What a C# type looks like as a tensor.</summary>
internal static class ClrShape
{
    /// <summary>How deep its lists are nested; 0 for a single value.</summary>
    internal static int RankOf(Type type)
    {
        var rank = 0;
        for (; ItemOf(type) is { } item; type = item)
        {
            rank++;
        }

        return rank;
    }

    /// <summary>What stands in its innermost list.</summary>
    internal static Type ElementOf(Type type)
    {
        while (ItemOf(type) is { } item)
        {
            type = item;
        }

        return Nullable.GetUnderlyingType(type) ?? type;
    }

    /// <summary>Whether a type of single values can hold, and be fed as, elements of a tensor. Anything JSON can be is taken as it comes.</summary>
    internal static bool Fits(Type element, DataType type)
    {
        if (element == typeof(JsonElement) || element == typeof(object))
        {
            return true;
        }

        var isText = element == typeof(string) || element.IsEnum;
        return type switch
        {
            DataType.Bytes => isText,
            DataType.Json => true,
            _ => !isText && ClrScalar.For(element) is not null,
        };
    }

    private static Type? ItemOf(Type type) =>
        ClrScalar.For(type) is null && ClrJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } ? item : null;
}
