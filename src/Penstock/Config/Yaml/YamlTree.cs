using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Penstock.Config.Yaml;

/// <summary>
/// Reads a text into nodes over YamlDotNet's events. One document; duplicate keys, tags and merge keys are faults; depth, length and
/// what aliases may expand to are bounded. Only a syntax fault or a broken bound gives no tree.
/// </summary>
internal sealed class YamlTree
{
    public const int MaxCharacters = 4 * 1024 * 1024;
    public const int MaxDepth = 32;
    public const int MaxNodes = 200_000;

    private readonly List<YamlFault> _faults = [];
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly IParser _events;

    private YamlTree(string text) => _events = new Parser(new Scanner(new StringReader(text), skipComments: true));

    /// <returns>The root (null when the text is empty or unusable) and every fault found.</returns>
    public static (YamlNode? Root, IReadOnlyList<YamlFault> Faults) Parse(string text)
    {
        if (text.Length > MaxCharacters)
        {
            return (null, [new YamlFault(default, "", $"the file is larger than {MaxCharacters / 1024 / 1024} MiB", "Make it smaller; a configuration needs a few kilobytes.")]);
        }
        var tree = new YamlTree(text.TrimStart('\uFEFF'));
        try
        {
            return (tree.Document(), tree._faults);
        }
        catch (YamlBoundException bound)
        {
            tree._faults.Add(bound.Fault);
        }
        catch (YamlException syntax)
        {
            tree._faults.Add(SyntaxFault(syntax, text));
        }
        return (null, tree._faults);
    }

    private YamlNode? Document()
    {
        Move(); // stream start
        Move();
        if (_events.Current is null or StreamEnd)
        {
            return null;
        }
        Move(); // past document start
        var root = Node("", 1);
        Move(); // document end
        Move();
        if (_events.Current is DocumentStart second)
        {
            _faults.Add(new YamlFault(At(second.Start), "", "the file holds more than one YAML document", "Keep one document: remove the `---` line and what follows it."));
        }
        return root;
    }

    /// <summary>Reads the node at the current event and leaves the parser on its last event.</summary>
    private YamlNode Node(string path, int depth)
    {
        var current = _events.Current!;
        var at = At(current.Start);
        if (depth > MaxDepth)
        {
            throw new YamlBoundException(new YamlFault(at, path, $"the nesting is deeper than {MaxDepth}", "Flatten it; no key of Penstock lies that deep."));
        }
        if (current is AnchorAlias alias)
        {
            return Alias(alias, at, path, depth);
        }
        if (current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag } && tag.Value != "tag:yaml.org,2002:str")
        {
            _faults.Add(new YamlFault(at, path, $"YAML tags are not supported ({tag.Value})", "Remove the tag."));
        }
        YamlNode node = current switch
        {
            Scalar scalar => new YamlScalar(at, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => Sequence(at, path, depth),
            MappingStart => Mapping(at, path, depth),
            _ => throw new YamlException(current.Start, current.End, "a value is missing"),
        };
        if (current is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            _anchors[anchor.Value] = node;
        }
        return node;
    }

    private YamlNode Alias(AnchorAlias alias, SourcePosition at, string path, int depth)
    {
        // An anchor is known only after its node is complete, so a node cannot hold itself.
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            _faults.Add(new YamlFault(at, path, $"the alias *{alias.Value.Value} names no anchor above it", $"Write &{alias.Value.Value} before the value that it should repeat."));
            return new YamlScalar(at, "", IsPlain: true);
        }
        if (depth + node.Height - 1 > MaxDepth)
        {
            throw new YamlBoundException(new YamlFault(at, path, $"the nesting is deeper than {MaxDepth}", "Flatten it; no key of Penstock lies that deep."));
        }
        return node;
    }

    private YamlSequence Sequence(SourcePosition at, string path, int depth)
    {
        var items = new List<YamlNode>();
        var (weight, height) = (1, 1);
        while (Next() is not SequenceEnd)
        {
            var item = Node($"{path}[{items.Count}]", depth + 1);
            items.Add(item);
            Grow(item, path, ref weight, ref height);
        }
        return new YamlSequence(at, items, weight, height);
    }

    private YamlMapping Mapping(SourcePosition at, string path, int depth)
    {
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        var (weight, height) = (1, 1);
        while (Next() is not MappingEnd)
        {
            var keyAt = At(_events.Current!.Start);
            var key = Node(path, depth + 1) as YamlScalar;
            var inner = key is null ? path : ConfigPlace.Join(path, key.Text);
            Next();
            var value = Node(inner, depth + 1);
            Grow(value, inner, ref weight, ref height);
            if (key is null)
            {
                _faults.Add(new YamlFault(keyAt, path, "a key is a list or a mapping", "Keys are plain words; quote a value that starts with { or [."));
            }
            else if (key is { Text: "<<", IsPlain: true })
            {
                _faults.Add(new YamlFault(keyAt, path, "merge keys (<<) are not supported", "Repeat the keys, or use an alias for a whole value."));
            }
            else if (!seen.TryAdd(key.Text, keyAt))
            {
                _faults.Add(new YamlFault(keyAt, inner, $"this key occurs twice (first on line {seen[key.Text].Line})", "Keep one of them."));
            }
            else
            {
                entries.Add(new YamlEntry(key.Text, keyAt, value));
            }
        }
        return new YamlMapping(at, entries, weight, height);
    }

    /// <summary>YamlDotNet 16.3 answers some damaged texts with exceptions of other kinds (InvalidOperationException from its scanner).</summary>
    private void Move()
    {
        var last = _events.Current?.End ?? Mark.Empty;
        try
        {
            _events.MoveNext();
        }
        catch (Exception problem) when (problem is not YamlException and not OutOfMemoryException)
        {
            throw new YamlException(last, last, "the text cannot be understood after this place", problem);
        }
    }

    private ParsingEvent Next()
    {
        Move();
        return _events.Current ?? throw new YamlException("the text ends too early");
    }

    private static void Grow(YamlNode child, string path, ref int weight, ref int height)
    {
        weight += child.Weight; // both are at most MaxNodes: no overflow
        height = Math.Max(height, child.Height + 1);
        if (weight > MaxNodes)
        {
            throw new YamlBoundException(new YamlFault(child.At, path, $"the document has more than {MaxNodes} values (aliases counted as what they repeat)", "Make it smaller."));
        }
    }

    private static SourcePosition At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static YamlFault SyntaxFault(YamlException syntax, string text)
    {
        var at = At(syntax.Start);
        var line = text.Split('\n').ElementAtOrDefault(at.Line - 1) ?? "";
        var fix = line.Contains("${", StringComparison.Ordinal)
            ? "Inside { } and [ ] a value with ${…} needs quotes: { api_key: \"${NAME}\" }."
            : syntax.Message.Contains(" tab", StringComparison.Ordinal) ? "Indent with spaces; YAML does not take tabs." : "Check indentation, quotes and brackets on this line and the one before.";
        return new YamlFault(at, "", "this is not valid YAML: " + syntax.Message.TrimEnd('.').ReplaceLineEndings(" "), fix);
    }
}
