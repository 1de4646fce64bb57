using System.Reflection;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>What the XML comments of a program say: the compiler writes them beside its assembly where it is asked to.</summary>
internal sealed class XmlComments
{
    private readonly Dictionary<string, Dictionary<string, XElement>?> _files = new(StringComparer.Ordinal);

    /// <summary>The summary of a type.</summary>
    internal string? OfType(Type type) => Text(Find(type.Assembly, "T:" + Id(type))?.Element("summary"));

    /// <summary>What is said of a property, or of the parameter of a record that makes it.</summary>
    internal (string? Description, string? Example) OfMember(Type type, string name)
    {
        // The compiler gives the properties of a record their parameters' descriptions, and leaves the examples behind.
        var property = Find(type.Assembly, $"P:{Id(type)}.{name}");
        var (description, example) = Parameter(Find(type.Assembly, "T:" + Id(type)), name);
        return (Text(property?.Element("summary")) ?? description, Text(property?.Element("example")) ?? example);
    }

    /// <summary>What is said of a function's parameter.</summary>
    internal (string? Description, string? Example) OfParameter(ParameterInfo parameter) =>
        parameter.Member is MethodInfo method ? Parameter(Method(method), parameter.Name!) : (null, null);

    /// <summary>An example as JSON: it is written as JSON, or is a text without quotes.</summary>
    internal static string? ToJson(string? example, JsonShape shape)
    {
        if (example is null)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(example);
            return shape is TextShape && json.RootElement.ValueKind != JsonValueKind.String ? JsonSerializer.Serialize(example) : example;
        }
        catch (JsonException)
        {
            return JsonSerializer.Serialize(example);
        }
    }

    private static (string? Description, string? Example) Parameter(XElement? member, string name)
    {
        var parameter = member?.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == name);
        return (Text(parameter), (string?)parameter?.Attribute("example"));
    }

    // Of several methods of one name it is the one that takes as many parameters.
    private XElement? Method(MethodInfo method)
    {
        if (method.DeclaringType is not { } type || File(type.Assembly) is not { } members)
        {
            return null;
        }

        var prefix = $"M:{Id(type)}.{method.Name}";
        var count = method.GetParameters().Length;
        var named = members.Where(member => member.Key == prefix || member.Key.StartsWith(prefix + "(", StringComparison.Ordinal))
            .Where(member => Parameters(member.Key) == count).ToList();
        return named.Count == 1 ? named[0].Value : null;
    }

    private static int Parameters(string id)
    {
        var open = id.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return 0;
        }

        var (depth, count) = (0, 1);
        foreach (var letter in id.AsSpan(open + 1))
        {
            depth += letter is '{' or '[' ? 1 : letter is '}' or ']' ? -1 : 0;
            count += letter == ',' && depth == 0 ? 1 : 0;
        }

        return count;
    }

    private XElement? Find(Assembly assembly, string id) => File(assembly)?.GetValueOrDefault(id);

    private Dictionary<string, XElement>? File(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        if (!_files.TryGetValue(name, out var members))
        {
            _files[name] = members = Read(Path.Combine(AppContext.BaseDirectory, name + ".xml"));
        }

        return members;
    }

    private static Dictionary<string, XElement>? Read(string file)
    {
        if (!System.IO.File.Exists(file))
        {
            return null;
        }

        try
        {
            return XDocument.Load(file).Descendants("member")
                .Where(member => member.Attribute("name") is not null)
                .GroupBy(member => (string)member.Attribute("name")!, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // Comments are a courtesy: without them there is a document with fewer words.
            return null;
        }
    }

    private static string Id(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        // A reference has no text of its own: the last part of what it refers to stands for it.
        foreach (var reference in element.Descendants().Where(inner => inner.IsEmpty && inner.HasAttributes).ToList())
        {
            reference.ReplaceWith(new XText(reference.FirstAttribute!.Value.Split(':', '.')[^1]));
        }

        var text = string.Join(' ', element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? null : text;
    }
}
