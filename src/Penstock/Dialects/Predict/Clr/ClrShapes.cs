using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>
/// Says what the JSON of a C# type must be, by the contract that System.Text.Json reads and writes it by, and by what attributes
/// and comments say besides.
/// </summary>
/// <param name="comments">What the XML comments say.</param>
/// <param name="reads">Whether values are read by the shapes: then a rule that could not be held is an error.</param>
internal sealed class ClrShapes(XmlComments comments, bool reads = true)
{
    private static readonly Dictionary<Type, JsonShape> Leaves = new()
    {
        [typeof(bool)] = new BoolShape(),
        [typeof(byte)] = new IntegerShape(byte.MinValue, byte.MaxValue),
        [typeof(sbyte)] = new IntegerShape(sbyte.MinValue, sbyte.MaxValue),
        [typeof(short)] = new IntegerShape(short.MinValue, short.MaxValue),
        [typeof(ushort)] = new IntegerShape(ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = new IntegerShape(int.MinValue, int.MaxValue),
        [typeof(uint)] = new IntegerShape(uint.MinValue, uint.MaxValue),
        [typeof(long)] = new IntegerShape(),
        [typeof(ulong)] = new IntegerShape(ulong.MinValue, ulong.MaxValue),
        [typeof(Half)] = new FloatShape(16),
        [typeof(float)] = new FloatShape(32),
        [typeof(double)] = new FloatShape(),
        [typeof(decimal)] = new DecimalShape(),
        [typeof(string)] = new TextShape(),
        [typeof(char)] = new TextShape { Constraints = new Constraints { MinLength = 1, MaxLength = 1 } },
        [typeof(DateOnly)] = new DateShape(),
        [typeof(DateTime)] = new DateTimeShape(),
        [typeof(DateTimeOffset)] = new DateTimeShape(Offset: true),
        [typeof(TimeOnly)] = new TimeShape(),
        [typeof(TimeSpan)] = new DurationShape(),
        [typeof(Guid)] = new UuidShape(),
        [typeof(byte[])] = new BytesShape(),
        [typeof(Memory<byte>)] = new BytesShape(),
        [typeof(ReadOnlyMemory<byte>)] = new BytesShape(),
        [typeof(object)] = new AnyShape(),
        [typeof(JsonElement)] = new AnyShape(),
        [typeof(JsonDocument)] = new AnyShape(),
        [typeof(JsonNode)] = new AnyShape(),
    };

    // Records that are being described, and those that are: a record inside itself refers to them.
    private readonly Dictionary<Type, JsonShape?> _records = [];

    /// <summary>The shape of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="nullable">Whether null is taken; it is in any case for <see cref="Nullable{T}"/>.</param>
    /// <param name="attributes">The attributes of what holds it: a parameter, a property.</param>
    internal JsonShape Of(Type type, bool nullable = false, IReadOnlyList<Attribute>? attributes = null)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var shape = Bare(bare) with { Nullable = nullable || bare != type };
        return attributes is null ? shape : ClrRules.Apply(shape, attributes, reads);
    }

    private JsonShape Bare(Type type)
    {
        if (Leaves.TryGetValue(type, out var leaf))
        {
            return leaf with { ClrType = type };
        }

        var info = ClrJson.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            _ when type.IsEnum => Choice(type),
            JsonTypeInfoKind.Object when info.PolymorphismOptions is null => Record(info),
            JsonTypeInfoKind.Enumerable => new ListShape(Of(info.ElementType!)) { ClrType = type },
            JsonTypeInfoKind.Dictionary => new MapShape(Of(info.ElementType!)) { ClrType = type },
            _ => new AnyShape { ClrType = type },
        };
    }

    // As it is written, and by its number; flags are written as a list of words, which System.Text.Json reads.
    private static JsonShape Choice(Type type) => type.IsDefined(typeof(FlagsAttribute), false)
        ? new AnyShape { ClrType = type }
        : new ChoiceShape([.. Enum.GetValuesAsUnderlyingType(type).Cast<object>().DistinctBy(number => number).Select(number =>
        {
            var (json, own) = (JsonSerializer.Serialize(Enum.ToObject(type, number), type, ClrJson.Options), JsonSerializer.Serialize(number));
            return new JsonChoice(json, own == json ? null : own);
        })])
        { ClrType = type };

    private JsonShape Record(JsonTypeInfo info)
    {
        var type = info.Type;
        if (!_records.TryAdd(type, null))
        {
            return _records[type] ?? new RecursiveShape(type.Name, () => _records[type]!) { ClrType = type };
        }

        var made = DefaultsOf(info);
        var members = info.Properties.Where(IsSettable).Select(property => Member(property, made)).ToList();
        var extra = info.Properties.Any(property => property.IsExtensionData) ? ExtraMembers.Allowed
            : (info.UnmappedMemberHandling ?? ClrJson.Options.UnmappedMemberHandling) == JsonUnmappedMemberHandling.Disallow
                ? ExtraMembers.Refused : ExtraMembers.Ignored;
        var shape = new RecordShape(type.Name, members, extra)
        {
            ClrType = type,
            Description = comments.OfType(type),
            Strict = type.IsDefined(typeof(StrictAttribute), true),
        };
        _records[type] = shape;
        return shape;
    }

    private JsonMember Member(JsonPropertyInfo property, object? made)
    {
        var attributes = AttributesOf(property);
        var nullable = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable));
        var shape = property.CustomConverter is { } own && own is not DurationConverter
            ? ClrRules.Apply(new AnyShape { Nullable = nullable }, attributes, reads)
            : Of(property.PropertyType, nullable, attributes);
        var (description, example) = comments.OfMember(property.DeclaringType, (property.AttributeProvider as MemberInfo)?.Name ?? property.Name);
        shape = shape with
        {
            Description = ClrRules.Description(attributes) ?? description ?? (shape is RecordShape ? shape.Description : null),
            Example = shape.Example ?? XmlComments.ToJson(example, shape),
        };
        var given = ClrRules.Default(attributes, property.PropertyType);
        var required = given is null && (property.IsRequired || ClrRules.IsRequired(attributes)
            || (property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false } && !nullable));
        return new JsonMember(property.Name, shape, required, required ? null : given ?? DefaultOf(property, made, nullable));
    }

    /// <summary>The attributes of a property and of the parameter of the constructor that sets it.</summary>
    private static List<Attribute> AttributesOf(JsonPropertyInfo property) =>
        [.. ((ICustomAttributeProvider?[])[property.AttributeProvider, property.AssociatedParameter?.AttributeProvider])
            .SelectMany(provider => provider?.GetCustomAttributes(true) ?? []).OfType<Attribute>()];

    private static string? DefaultOf(JsonPropertyInfo property, object? made, bool nullable)
    {
        var parameter = property.AssociatedParameter;
        if (parameter is null && made is null)
        {
            return null;
        }

        var value = parameter is null ? property.Get?.Invoke(made!)
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : null;
        return value is null && !nullable ? null : JsonSerializer.Serialize(value, property.PropertyType, ClrJson.Options);
    }

    // A record without a constructor's parameters shows its defaults when it is made.
    private static object? DefaultsOf(JsonTypeInfo info)
    {
        try
        {
            return info.CreateObject?.Invoke();
        }
        catch (Exception)
        {
            // It needs what only a caller gives: nothing is known of its defaults then.
            return null;
        }
    }

    private static bool IsSettable(JsonPropertyInfo property) =>
        !property.IsExtensionData && (property.Set is not null || property.AssociatedParameter is not null);
}
