using Penstock.Onnx;

namespace Penstock.Tests.Onnx;

/// <summary>Tiny models, written on the spot. Field numbers: onnx.proto3.</summary>
internal static class OnnxModels
{
    /// <summary>x → y, the same; a dimension is a number, a name, or null for an open one without a name.</summary>
    internal static byte[] Identity(OnnxElementType type, params object?[]? shape) => Model(
        [Tensor("x", type, shape)], [Tensor("y", type, shape)], [Node("Identity", ["x"], ["y"])]);

    /// <summary>x, the same value as output; and y, the same numbers negated.</summary>
    internal static byte[] PassOn(OnnxElementType type, params object?[]? shape) => Model(
        [Tensor("x", type, shape)], [Tensor("x", type, shape), Tensor("y", type, shape)], [Node("Neg", ["x"], ["y"])]);

    /// <summary>x → y, the same numbers as floats.</summary>
    internal static byte[] Widen(OnnxElementType type) => Model(
        [Tensor("x", type, "N")], [Tensor("y", OnnxElementType.Float, "N")],
        [Node("Cast", ["x"], ["y"], new ProtoMessage().Add(1, "to").Add(3, 1).Add(20, 2))], operators: 21);

    /// <summary>Adds 1 to v for as many rounds as n says.</summary>
    internal static byte[] Loop()
    {
        var body = Graph(
            [Tensor("round", OnnxElementType.Int64), Tensor("go", OnnxElementType.Bool), Tensor("sum", OnnxElementType.Float)],
            [Tensor("go_on", OnnxElementType.Bool), Tensor("next", OnnxElementType.Float)],
            [Node("Identity", ["go"], ["go_on"]), Node("Add", ["sum", "one"], ["next"])]);
        return Model(
            [Tensor("n", OnnxElementType.Int64), Tensor("v", OnnxElementType.Float)],
            [Tensor("y", OnnxElementType.Float)],
            [Node("Loop", ["n", "", "v"], ["y"], new ProtoMessage().Add(1, "body").Add(6, body).Add(20, 5))],
            initializers: [new ProtoMessage().Add(2, 1).Add(8, "one").Add(9, BitConverter.GetBytes(1f))]);
    }

    /// <summary>The output that scikit-learn's converters make: one map from class to probability for each row.</summary>
    internal static byte[] ZipMap(params string[] classes) => ZipMap(OnnxElementType.String, StringList("classlabels_strings", classes));

    internal static byte[] ZipMap(params long[] classes) => ZipMap(OnnxElementType.Int64, IntList("classlabels_int64s", classes));

    /// <summary>(a, b) → [a, b]</summary>
    internal static byte[] Pair(OnnxElementType type) => Model(
        [Tensor("a", type, [null]), Tensor("b", type, [null])],
        [Port("pair", new ProtoMessage().Add(4, new ProtoMessage().Add(1, TensorType(type, [null]))))],
        [Node("SequenceConstruct", ["a", "b"], ["pair"])]);

    internal static byte[] Optional() => Model(
        [Tensor("x", OnnxElementType.Float, [2])],
        [Port("y", new ProtoMessage().Add(9, new ProtoMessage().Add(1, TensorType(OnnxElementType.Float, [2]))))],
        [Node("Optional", ["x"], ["y"])]);

    internal static byte[] Model(
        ProtoMessage[] inputs, ProtoMessage[] outputs, ProtoMessage[] nodes, ProtoMessage[]? initializers = null, int operators = 16,
        params (string Key, string Value)[] metadata)
    {
        var model = new ProtoMessage().Add(1, operators > 20 ? 10 : 8).Add(2, "the tests").Add(4, "org.example").Add(5, 7)
            .Add(6, "A tiny model.")
            .Add(7, Graph(inputs, outputs, nodes, initializers))
            .Add(8, new ProtoMessage().Add(1, "").Add(2, operators))
            .Add(8, new ProtoMessage().Add(1, "ai.onnx.ml").Add(2, 1));
        Array.ForEach(metadata, pair => model.Add(14, new ProtoMessage().Add(1, pair.Key).Add(2, pair.Value)));
        return model.ToArray();
    }

    internal static ProtoMessage Node(string type, string[] inputs, string[] outputs, params ProtoMessage[] attributes)
    {
        var node = new ProtoMessage();
        Array.ForEach(inputs, input => node.Add(1, input));
        Array.ForEach(outputs, output => node.Add(2, output));
        node.Add(4, type);
        Array.ForEach(attributes, attribute => node.Add(5, attribute));
        return type == "ZipMap" ? node.Add(7, "ai.onnx.ml") : node;
    }

    /// <summary>A tensor; a null shape leaves the rank open, an empty one is a scalar.</summary>
    internal static ProtoMessage Tensor(string name, OnnxElementType type, params object?[]? shape) => Port(name, TensorType(type, shape));

    private static ProtoMessage TensorType(OnnxElementType type, object?[]? shape)
    {
        var tensor = new ProtoMessage().Add(1, (long)type);
        if (shape is not null)
        {
            var dimensions = new ProtoMessage();
            Array.ForEach(shape, length => dimensions.Add(1, length switch
            {
                string name => new ProtoMessage().Add(2, name),
                null => new ProtoMessage(),
                _ => new ProtoMessage().Add(1, Convert.ToInt64(length, null)),
            }));
            tensor.Add(2, dimensions);
        }
        return new ProtoMessage().Add(1, tensor);
    }

    private static ProtoMessage Port(string name, ProtoMessage type) => new ProtoMessage().Add(1, name).Add(2, type);

    private static ProtoMessage Graph(
        ProtoMessage[] inputs, ProtoMessage[] outputs, ProtoMessage[] nodes, ProtoMessage[]? initializers = null)
    {
        var graph = new ProtoMessage();
        Array.ForEach(nodes, node => graph.Add(1, node));
        graph.Add(2, "tiny");
        Array.ForEach(initializers ?? [], initializer => graph.Add(5, initializer));
        graph.Add(10, "A tiny graph.");
        Array.ForEach(inputs, input => graph.Add(11, input));
        Array.ForEach(outputs, output => graph.Add(12, output));
        return graph;
    }

    private static byte[] ZipMap(OnnxElementType key, ProtoMessage classes)
    {
        var map = new ProtoMessage().Add(5, new ProtoMessage().Add(1, (long)key).Add(2, TensorType(OnnxElementType.Float, [])));
        return Model(
            [Tensor("x", OnnxElementType.Float, "N", 3)],
            [Port("maps", new ProtoMessage().Add(4, new ProtoMessage().Add(1, map)))],
            [Node("ZipMap", ["x"], ["maps"], classes)]);
    }

    private static ProtoMessage StringList(string name, string[] texts)
    {
        var attribute = new ProtoMessage().Add(1, name);
        Array.ForEach(texts, text => attribute.Add(9, text));
        return attribute.Add(20, 8);
    }

    private static ProtoMessage IntList(string name, long[] values)
    {
        var attribute = new ProtoMessage().Add(1, name);
        Array.ForEach(values, value => attribute.Add(8, value));
        return attribute.Add(20, 7);
    }
}
