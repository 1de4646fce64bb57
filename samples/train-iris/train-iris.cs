// Trains the iris classifier that Penstock ships and writes it as an ONNX file:
//     dotnet run samples/train-iris/train-iris.cs [OUTPUT.onnx]
// Linear discriminant analysis, Fisher's own method, on two thirds of his 150 flowers; the accuracy is counted on the third that it
// never saw. The same input gives the same bytes: the split has its own generator, and weights are rounded before they are written.

#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

const int Seed = 1936; // The year of Fisher's paper; not chosen for its result, see the accuracy over many splits below.
string[] fields = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
string[] classes = ["setosa", "versicolor", "virginica"];

var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var flowers = File.ReadLines(Path.Combine(here, "iris.csv")).Skip(1).Select(line => line.Split(',')).Select(cells => new Flower(
    [.. cells[..4].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))], Array.IndexOf(classes, cells[4]))).ToArray();

var (train, held) = Split(flowers, Seed);
var model = Train(train);
var accuracy = held.Count(flower => model.Classify(flower.Measures) == flower.Class) / (double)held.Length;
Console.WriteLine($"trained on {train.Length} flowers; {accuracy:0.00} of the {held.Length} held out are classified right");

var others = Enumerable.Range(1, 100).Select(seed => Split(flowers, (ulong)seed)).Select(split =>
{
    var other = Train(split.Train);
    return split.Held.Count(flower => other.Classify(flower.Measures) == flower.Class) / (double)split.Held.Length;
}).ToArray();
Console.WriteLine($"over 100 other splits: mean {others.Average():0.000}, lowest {others.Min():0.00}, highest {others.Max():0.00}");
if (accuracy < 0.95)
{
    Console.Error.WriteLine("too low: 0.95 is promised; nothing was written");
    return 1;
}

var output = args.Length > 0 ? args[0] : Path.Combine(here, "../../src/Penstock/Gateways/Engines/Box/iris.onnx");
File.WriteAllBytes(output, Export(model, accuracy));
Console.WriteLine($"wrote {Path.GetFullPath(output)}, {new FileInfo(output).Length} bytes");
return 0;

// Holds out 17, 17 and 16 flowers of the three species.
static (Flower[] Train, Flower[] Held) Split(Flower[] flowers, ulong seed)
{
    List<Flower> train = [], held = [];
    foreach (var species in flowers.GroupBy(flower => flower.Class))
    {
        var shuffled = species.ToArray();
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            // SplitMix64: not System.Random, whose sequence is not promised to stay.
            var z = seed += 0x9E3779B97F4A7C15;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            var j = (int)((z ^ z >> 31) % (ulong)(i + 1));
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        var third = species.Key < 2 ? 17 : 16;
        held.AddRange(shuffled[..third]);
        train.AddRange(shuffled[third..]);
    }
    return ([.. train], [.. held]);
}

// Fisher's linear discriminant analysis: each species is a normal cloud around its mean, all with one covariance. The log of a species'
// posterior is then linear in the measurements: weights = covariance⁻¹ · mean, bias = −½ mean · weights + log prior.
static Model Train(Flower[] flowers)
{
    var means = new double[3, 4];
    var counts = new double[3];
    foreach (var flower in flowers)
    {
        counts[flower.Class]++;
    }
    foreach (var flower in flowers)
    {
        for (var f = 0; f < 4; f++)
        {
            means[flower.Class, f] += flower.Measures[f] / counts[flower.Class];
        }
    }
    var covariance = new double[4, 4];
    foreach (var (row, c) in flowers)
    {
        for (var f = 0; f < 4; f++)
        {
            for (var g = 0; g < 4; g++)
            {
                covariance[f, g] += (row[f] - means[c, f]) * (row[g] - means[c, g]) / (flowers.Length - 3);
            }
        }
    }
    var inverse = Invert(covariance);
    var weights = new double[4, 3];
    var bias = new double[3];
    for (var c = 0; c < 3; c++)
    {
        bias[c] = Math.Log(counts[c] / flowers.Length);
        for (var f = 0; f < 4; f++)
        {
            for (var g = 0; g < 4; g++)
            {
                weights[f, c] += inverse[f, g] * means[c, g];
            }
            bias[c] -= weights[f, c] * means[c, f] / 2;
            // Four decimals: coarser than what two machines' arithmetic may differ by, finer than the data.
            weights[f, c] = Math.Round(weights[f, c], 4);
        }
        bias[c] = Math.Round(bias[c], 4);
    }
    return new Model(weights, bias);
}

// Gauss-Jordan; a covariance has no zero on its diagonal, so rows need not change places.
static double[,] Invert(double[,] matrix)
{
    var n = matrix.GetLength(0);
    var (left, inverse) = ((double[,])matrix.Clone(), new double[n, n]);
    for (var i = 0; i < n; i++)
    {
        inverse[i, i] = 1;
    }
    for (var pivot = 0; pivot < n; pivot++)
    {
        var scale = left[pivot, pivot];
        for (var column = 0; column < n; column++)
        {
            left[pivot, column] /= scale;
            inverse[pivot, column] /= scale;
        }
        for (var row = 0; row < n; row++)
        {
            var factor = row == pivot ? 0 : left[row, pivot];
            for (var column = 0; column < n; column++)
            {
                left[row, column] -= factor * left[pivot, column];
                inverse[row, column] -= factor * inverse[pivot, column];
            }
        }
    }
    return inverse;
}

// The file: onnx.proto3 of the ONNX standard, IR version 8, operator set 13. The numbers are protobuf field numbers.
byte[] Export(Model model, double accuracy)
{
    var share = accuracy.ToString("0.00", CultureInfo.InvariantCulture);
    var description = "Tells the species of an iris from the lengths and widths, in centimetres, of its sepals and petals. "
        + $"Linear discriminant analysis, trained on 100 of Fisher's 150 flowers; {share} of the 50 others are classified right.";
    var graph = new Message()
        .Add(1, Node("Gemm", ["input", "weights", "bias"], ["scores"]))
        .Add(1, Node("Softmax", ["scores"], ["probabilities"], ("axis", 1)))
        .Add(1, Node("ArgMax", ["scores"], ["label"], ("axis", 1), ("keepdims", 0)))
        .Add(2, "iris")
        .Add(5, Weights("weights", [4, 3], model.Weights.Cast<double>()))
        .Add(5, Weights("bias", [3], model.Bias))
        .Add(10, description)
        .Add(11, Port("input", 1, 4))
        .Add(12, Port("label", 7))
        .Add(12, Port("probabilities", 1, 3));
    var file = new Message()
        .Add(1, 8)
        .Add(2, "penstock samples/train-iris")
        .Add(5, 1)
        .Add(6, description)
        .Add(7, graph)
        .Add(8, new Message().Add(1, "").Add(2, 13));
    (string Key, string Value)[] properties =
    [
        ("penstock.description", description),
        ("penstock.fields", Json(fields)),
        ("penstock.classes", Json(classes)),
        ("penstock.accuracy", share),
        ("penstock.training_data", "Fisher 1936, Edgar Anderson's irises: 150 rows, 100 of them trained on"),
    ];
    foreach (var (key, value) in properties)
    {
        file.Add(14, new Message().Add(1, key).Add(2, value));
    }
    return file.ToArray();
}

static string Json(string[] texts) => new JsonArray([.. texts.Select(text => (JsonNode)text)]).ToJsonString();

static Message Node(string type, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes)
{
    var node = new Message();
    Array.ForEach(inputs, input => node.Add(1, input));
    Array.ForEach(outputs, output => node.Add(2, output));
    node.Add(3, type.ToLowerInvariant()).Add(4, type);
    Array.ForEach(attributes, a => node.Add(5, new Message().Add(1, a.Name).Add(3, a.Value).Add(20, 2)));
    return node;
}

static Message Weights(string name, long[] shape, IEnumerable<double> values)
{
    var tensor = new Message();
    Array.ForEach(shape, length => tensor.Add(1, length));
    return tensor.Add(2, 1).Add(8, name).Add(9, [.. values.SelectMany(value =>
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
        return bytes;
    })]);
}

// A tensor of any number N of rows.
static Message Port(string name, int element, params long[] row)
{
    var shape = new Message().Add(1, new Message().Add(2, "N"));
    Array.ForEach(row, length => shape.Add(1, new Message().Add(1, length)));
    return new Message().Add(1, name).Add(2, new Message().Add(1, new Message().Add(1, element).Add(2, shape)));
}

internal sealed record Flower(double[] Measures, int Class);

internal sealed record Model(double[,] Weights, double[] Bias)
{
    public int Classify(double[] row)
    {
        var scores = Bias.Select((b, c) => (float)b + row.Select((value, f) => (float)value * (float)Weights[f, c]).Sum()).ToArray();
        return Array.IndexOf(scores, scores.Max());
    }
}

/// <summary>A protobuf message being written: varints and length-delimited fields are all that ONNX needs here.</summary>
internal sealed class Message
{
    private readonly MemoryStream bytes = new();

    public Message Add(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

    public Message Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public Message Add(int field, Message value) => Add(field, value.ToArray());

    public Message Add(int field, byte[] value)
    {
        Varint((ulong)field << 3 | 2).Varint((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    public byte[] ToArray() => bytes.ToArray();

    private Message Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.WriteByte((byte)(value | 0x80));
        }
        bytes.WriteByte((byte)value);
        return this;
    }
}
