using System.Reflection;
using System.Text.Json;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Functions;

/// <summary>
/// What a C# function takes and gives, by reflection. An input is a parameter, under its name as it is written in C#; it may be left
/// out when it has a default value or may be null. The output is called <c>result</c>.
/// </summary>
internal static class FunctionSignature
{
    /// <summary>The name of the one output.</summary>
    internal const string Result = "result";

    /// <summary>The name of what a call gives to a function over lists, where that has no members with names.</summary>
    internal const string ItemName = "input";

    /// <summary>The signature of a function; <see cref="ArgumentException"/> when it has what no JSON can give it.</summary>
    internal static Signature From(Delegate function) => From(function, FunctionParameters.Of(function, null));

    /// <summary>The signature of a function whose parameters were told apart: callers give some, the host the others.</summary>
    internal static Signature From(Delegate function, FunctionParameters parameters)
    {
        var comments = new XmlComments();
        var shapes = new ClrShapes(comments);
        var strict = function.Method.IsDefined(typeof(StrictAttribute), false);
        var inputs = parameters.Given.Select(parameter => Input(parameter, shapes, comments) with { Strict = strict }).ToList();
        var streamed = FunctionResult.ItemType(function.Method.ReturnType);
        return new Signature(inputs, (streamed ?? ResultType(function.Method.ReturnType)) is { } type && type != typeof(void) ? [Output(type, new ClrShapes(comments, reads: false))] : [])
        {
            Streams = streamed is not null,
        };
    }

    /// <summary>The parameters a caller of the delegate gives: a delegate closed over its first argument has given that one.</summary>
    internal static ParameterInfo[] Parameters(Delegate function)
    {
        var all = function.Method.GetParameters();
        return all[(all.Length - function.GetType().GetMethod("Invoke")!.GetParameters().Length)..];
    }

    /// <summary>What comes out once tasks are awaited; <c>void</c> for nothing.</summary>
    internal static Type ResultType(Type returned) => returned switch
    {
        _ when returned == typeof(Task) || returned == typeof(ValueTask) => typeof(void),
        { IsGenericType: true } when returned.GetGenericTypeDefinition() is var open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>)) =>
            returned.GetGenericArguments()[0],
        _ => returned,
    };

    /// <summary>The fields of parameters that callers give.</summary>
    internal static IEnumerable<Field> Inputs(IEnumerable<ParameterInfo> parameters)
    {
        var comments = new XmlComments();
        var shapes = new ClrShapes(comments);
        return [.. parameters.Select(parameter => Input(parameter, shapes, comments))];
    }

    /// <summary>The field of what comes out.</summary>
    internal static Field Output(Type type) => Output(type, new ClrShapes(new XmlComments(), reads: false));

    /// <summary>The field of an item of a list, where it is no record.</summary>
    internal static Field Item(Type type) => new()
    {
        Name = ItemName,
        Type = TypeOf(type),
        ClrType = type,
        Json = new ClrShapes(new XmlComments()).Of(type),
        Nullable = Nullable.GetUnderlyingType(type) is not null,
    };

    private static Field Input(ParameterInfo parameter, ClrShapes shapes, XmlComments comments)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef || type.IsByRefLike || type.IsPointer)
        {
            throw new ArgumentException(
                $"The parameter '{parameter.Name}' is a {type.Name}, which cannot be read from JSON; take it by value.");
        }

        ClrJson.Options.GetTypeInfo(type);
        var nullable = Nullable.GetUnderlyingType(type) is not null
            || (!type.IsValueType && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable);
        var attributes = parameter.GetCustomAttributes().ToList();
        var shape = shapes.Of(type, nullable, attributes);
        var (description, example) = comments.OfParameter(parameter);
        return new Field
        {
            Name = parameter.Name ?? throw new ArgumentException("A parameter of the function has no name."),
            Type = TypeOf(type),
            ClrType = type,
            Json = shape,
            Nullable = nullable,
            Optional = parameter.HasDefaultValue || nullable,
            Default = parameter.HasDefaultValue
                ? JsonSerializer.Serialize(DefaultOf(parameter), type, ClrJson.Options)
                : nullable ? "null" : null,
            Description = ClrRules.Description(attributes) ?? description,
            Example = shape.Example ?? XmlComments.ToJson(example, shape),
        };
    }

    /// <summary>The value a parameter has when it is left out.</summary>
    internal static object? DefaultOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter switch
        {
            // `= default` of a struct is kept as null, an enum's default as its number.
            { HasDefaultValue: true, DefaultValue: null } when parameter.ParameterType is { IsValueType: true }
                && Nullable.GetUnderlyingType(parameter.ParameterType) is null =>
                Activator.CreateInstance(type),
            { HasDefaultValue: true, DefaultValue: { } value } when type.IsEnum => Enum.ToObject(type, value),
            { HasDefaultValue: true } => parameter.DefaultValue,
            _ => null,
        };
    }

    private static Field Output(Type type, ClrShapes shapes) => new()
    {
        Name = Result,
        Type = TypeOf(type),
        ClrType = type,
        Json = shapes.Of(type),
        Nullable = Nullable.GetUnderlyingType(type) is not null,
    };

    private static DataType TypeOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? DataType.Json : Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => DataType.Bool,
            TypeCode.Byte => DataType.Uint8,
            TypeCode.UInt16 => DataType.Uint16,
            TypeCode.UInt32 => DataType.Uint32,
            TypeCode.UInt64 => DataType.Uint64,
            TypeCode.SByte => DataType.Int8,
            TypeCode.Int16 => DataType.Int16,
            TypeCode.Int32 => DataType.Int32,
            TypeCode.Int64 => DataType.Int64,
            TypeCode.Single => DataType.Fp32,
            TypeCode.Double => DataType.Fp64,
            TypeCode.String => DataType.Bytes,
            _ => type == typeof(Half) ? DataType.Fp16 : DataType.Json,
        };
    }
}
