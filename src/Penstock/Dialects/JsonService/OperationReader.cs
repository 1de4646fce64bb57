using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Dialects.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.JsonService;

/// <summary>Makes a model's signature of one operation: the body's members, and what stands in path and query, are its inputs.</summary>
internal sealed partial class OperationReader(JsonElement root)
{
    private readonly SchemaTranslator _requests = new(root, answers: false);
    private readonly SchemaTranslator _answers = new(root, answers: true);

    /// <summary>Reads an operation; the problem is said of the document: <c>wants …</c>.</summary>
    public (ServiceOperation? Operation, string? Problem) Read(string verb, string path, JsonElement item, JsonElement operation)
    {
        var (fields, kind, required, problem) = Body(operation);
        if (problem is not null)
        {
            return (null, $"{problem} at {verb} {path}");
        }

        var parameters = new List<ServiceParameter>();
        foreach (var (parameter, place) in Parameters(item, operation))
        {
            var name = parameter.Text("name")!;
            var input = fields.Exists(field => field.Name == name) ? $"{place.ToString().ToLowerInvariant()}.{name}" : name;
            if (Field(parameter, input, place) is not { } field)
            {
                return (null, $"has a parameter '{name}' at {verb} {path} that is an object, which is not sent");
            }

            fields.Insert(parameters.Count, field);
            parameters.Add(new ServiceParameter(name, input, place, parameter.Member("explode") is not { ValueKind: JsonValueKind.False }));
        }

        foreach (Match brace in Braces().Matches(path))
        {
            if (!parameters.Exists(parameter => parameter.Place == ServiceParameterPlace.Path && parameter.Name == brace.Groups[1].Value))
            {
                return (null, $"does not say what '{brace.Value}' of {path} is");
            }
        }

        return (new ServiceOperation
        {
            Method = verb,
            Path = path,
            Parameters = parameters,
            Body = kind,
            BodyRequired = required,
            Description = operation.Text("description") ?? operation.Text("summary") ?? "",
            Signature = new Signature(fields, Outputs(operation)),
        }, null);
    }

    private (List<Field> Fields, ServiceBody Kind, bool Required, string? Problem) Body(JsonElement operation)
    {
        if (operation.Member("requestBody") is not { } written)
        {
            return ([], ServiceBody.None, false, null);
        }

        if (!JsonPointer.TryResolve(root, written, out var body))
        {
            return ([], ServiceBody.None, false, "refers to a body that is not in it");
        }

        var required = body.Flag("required");
        if (Json(body) is not { } media)
        {
            return ([], ServiceBody.None, false, required ? $"wants a body of {string.Join(", ", body.Members("content").Select(type => type.Name))}, and no JSON," : null);
        }

        var schema = media.Member("schema") is { } one ? one : default;
        var shape = _requests.Translate(schema);
        var example = Example(media) ?? (shape.Example is { } text ? JsonElement.Parse(text) : null);

        // Without a body none of its members is given; where one of them must be, only the whole can be left out.
        if (shape is RecordShape { Nullable: false } record && (required || !record.Members.Any(member => member.Required)))
        {
            return ([.. record.Members.Select(member => Member(member, example))], ServiceBody.Members, required, null);
        }

        var whole = Made(ServiceOperation.WholeBody, shape, required, schema.Member("default")?.GetRawText(), example?.GetRawText(), body.Text("description"));
        return ([whole], ServiceBody.Whole, required, null);
    }

    private static Field Member(JsonMember member, JsonElement? example) =>
        Made(member.Name, member.Shape, member.Required, member.Default, example?.Member(member.Name)?.GetRawText(), null);

    // Of headers and cookies none is the caller's to send.
    private IEnumerable<(JsonElement Parameter, ServiceParameterPlace Place)> Parameters(JsonElement item, JsonElement operation)
    {
        var all = new List<(string Name, JsonElement Parameter, ServiceParameterPlace Place)>();
        foreach (var written in item.Items("parameters").Concat(operation.Items("parameters")))
        {
            if (!JsonPointer.TryResolve(root, written, out var parameter) || parameter.Text("name") is not { } name)
            {
                continue;
            }

            ServiceParameterPlace? place = parameter.Text("in") switch
            {
                "path" => ServiceParameterPlace.Path,
                "query" => ServiceParameterPlace.Query,
                _ => null,
            };
            if (place is { } there)
            {
                // The operation's own stands for the path's.
                all.RemoveAll(known => known.Name == name && known.Place == there);
                all.Add((name, parameter, there));
            }
        }

        return all.Select(one => (one.Parameter, one.Place));
    }

    private Field? Field(JsonElement parameter, string name, ServiceParameterPlace place)
    {
        var schema = parameter.Member("schema") ?? (Json(parameter)?.Member("schema")) ?? default;
        var shape = _requests.Translate(schema);
        if (shape is RecordShape or MapShape or RecursiveShape)
        {
            return null;
        }

        var required = parameter.Flag("required") || place == ServiceParameterPlace.Path;
        return Made(name, place == ServiceParameterPlace.Path ? shape with { Nullable = false } : shape, required, schema.Member("default")?.GetRawText(), Example(parameter)?.GetRawText(), parameter.Text("description"));
    }

    private List<Field> Outputs(JsonElement operation)
    {
        foreach (var answer in operation.Members("responses").OrderBy(answer => answer.Name, StringComparer.Ordinal))
        {
            if ((answer.Name.StartsWith('2') || answer.Name == "default") && JsonPointer.TryResolve(root, answer.Value, out var resolved) && Json(resolved)?.Member("schema") is { } schema)
            {
                return [Made(ServiceAnswer.Result, _answers.Translate(schema), required: true, null, null, resolved.Text("description"))];
            }
        }

        return [Made(ServiceAnswer.Result, new AnyShape { Nullable = true }, required: true, null, null, null)];
    }

    private static Field Made(string name, JsonShape shape, bool required, string? @default, string? example, string? description) => new()
    {
        Name = name,
        Type = shape switch
        {
            BoolShape => DataType.Bool,
            IntegerShape { Least: int.MinValue, Most: int.MaxValue } => DataType.Int32,
            IntegerShape => DataType.Int64,
            FloatShape => DataType.Fp64,
            TextShape or DateShape or DateTimeShape or DurationShape or UuidShape or BytesShape => DataType.Bytes,
            _ => DataType.Json,
        },
        Json = shape,
        Nullable = shape.Nullable,
        Optional = !required,
        Default = @default,
        Example = example ?? shape.Example,
        Description = description ?? shape.Description,
    };

    private static JsonElement? Json(JsonElement carrier)
    {
        foreach (var media in carrier.Members("content"))
        {
            var type = media.Name.Split(';')[0].Trim();
            if (type is "application/json" or "*/*" or "application/*" || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            {
                return media.Value;
            }
        }

        return null;
    }

    private JsonElement? Example(JsonElement carrier)
    {
        var named = carrier.Members("examples").Select(entry => JsonPointer.TryResolve(root, entry.Value, out var example) ? example.Member("value") : null).FirstOrDefault(value => value is not null);
        return carrier.Member("example") ?? named;
    }

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Braces();
}
