using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;

namespace Penstock.Gateways.Engines.Typed;

/// <summary>
/// A positional record whose members are a model's inputs, so that <c>record Iris(float SepalLength, …)</c> is called with
/// <c>{"sepal_length":5.1,…}</c>. Its constructor is a function whose parameters callers give.
/// </summary>
internal sealed class FlatRecord
{
    private readonly ConstructorInfo _constructor;
    private readonly string[] _names;
    private readonly object?[] _defaults;

    private FlatRecord(ConstructorInfo constructor, string[] names, RecordShape shape)
    {
        var parameters = constructor.GetParameters();
        (_constructor, _names) = (constructor, names);
        _defaults = [.. parameters.Select(FunctionSignature.DefaultOf)];

        // What attributes and comments say of a member may stand at its property, too, which the record's shape knows.
        var members = names.Select(name => shape.Members.First(member => member.Name == name).Shape);
        Inputs = [.. FunctionSignature.Inputs(parameters).Zip(members, names).Select(each => each.First with
        {
            Name = each.Third,
            Json = each.Second,
            Description = each.Second.Description ?? each.First.Description,
            Example = each.Second.Example ?? each.First.Example,
            Strict = shape.Strict,
        })];
    }

    /// <summary>Its members, as inputs.</summary>
    internal IReadOnlyList<Field> Inputs { get; }

    /// <summary>The record of a type; null when the type is none: a number, a list, a class without a constructor that names its members.</summary>
    internal static FlatRecord? Of(Type type)
    {
        if (ClrScalar.For(type) is not null || ClrJson.Options.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null } info)
        {
            return null;
        }

        var named = info.Properties.Where(property => property.AssociatedParameter is { IsMemberInitializer: false }).ToArray();
        var constructor = type.GetConstructors().FirstOrDefault(constructor =>
            constructor.GetParameters() is { Length: > 0 } parameters && parameters.Length == named.Length
            && Array.TrueForAll(parameters, parameter => Array.Exists(named, property => property.AssociatedParameter!.Name == parameter.Name)));
        return constructor is null || new ClrShapes(new XmlComments()).Of(type) is not RecordShape shape ? null : new FlatRecord(
            constructor,
            [.. constructor.GetParameters().Select(parameter => Array.Find(named, property => property.AssociatedParameter!.Name == parameter.Name)!.Name)],
            shape);
    }

    /// <summary>Makes the record of what the caller gave.</summary>
    internal object Make(PredictInput input)
    {
        var arguments = (object?[])_defaults.Clone();
        for (var i = 0; i < arguments.Length; i++)
        {
            FunctionParameters.Take(input, _names[i], ref arguments[i]);
        }

        return _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    /// <summary>Whether a name, of a parameter or on the wire, is one of its members.</summary>
    internal bool Has(string? name) =>
        name is not null && (Array.IndexOf(_names, name) >= 0 || Array.Exists(_constructor.GetParameters(), parameter => parameter.Name == name));
}
