using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests.Dialects.Numbers;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>
/// Numbers that are read straight from the body against the same read token by token: the same tensors, to the bit, or the same
/// mistakes in the same words.
/// </summary>
public sealed class PlainNumbersTests
{
    private static readonly DataType[] Types =
    [
        DataType.Fp32, DataType.Fp64, DataType.Fp16, DataType.Bf16, DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64,
        DataType.Uint8, DataType.Uint16, DataType.Uint32, DataType.Uint64, DataType.Bool, DataType.Bytes,
    ];

    private static readonly string[] Spaces = ["", "", "", "", " ", "\n", "\t ", "\r\n", " \f", "\u00A0"];

    [Fact]
    public void Reads_every_odd_element_as_the_reader_does_wherever_it_stands()
    {
        foreach (var text in NumberTexts.Hard.Concat(NumberTexts.Broken).Concat(NumberTexts.Unusual))
        {
            foreach (var type in Types)
            {
                Same($"[{text}]", type, 1);
                Same($"{{\"x\":[1,{text},2]}}", type, 1);
                Same($"[[1, {text}],[ {text} ,0]]", type, 2);
                Same($"[[1,2],[3,{text}", type, 2);
                Same($"[[1,2]\n,{text}]", type, 2);
            }
        }
    }

    [Theory]
    [InlineData("[1,2,]")]
    [InlineData("[1,,2]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1,2")]
    [InlineData("[1,2,")]
    [InlineData("[1,2}")]
    [InlineData("[1,2]]")]
    [InlineData("[1,2] x")]
    [InlineData("[1,\n2,\n\n3 4]")]
    [InlineData("[]")]
    [InlineData("[ ]")]
    [InlineData("[")]
    [InlineData("")]
    [InlineData("[[1,2],]")]
    [InlineData("[[1,2,],[3,4]]")]
    [InlineData("[[1,2],[3]]")]
    [InlineData("[[1,2],[]]")]
    [InlineData("[[1,2],3]")]
    [InlineData("[[1,2],[3,[4]]]")]
    [InlineData("[[1,2][3,4]]")]
    [InlineData("[[[1],[2]],[[3],[4]]]")]
    [InlineData("[[[1],[2]],[[3],[4,5]]]")]
    [InlineData("[[[1],[2]],[[3],[4]],[[5]]]")]
    [InlineData("[[[1],[2]],[[3],[4]],[]]")]
    [InlineData("{\"x\":[1,2],\"y\":01}")]
    [InlineData("{\"x\":[[1,2]\n,[3,4]],\n\"x\":[1]}")]
    [InlineData("{\"inputs\":[[1,2],[3,4]]")]
    public void Minds_what_the_reader_minds(string body)
    {
        foreach (var type in Types)
        {
            for (var rank = 0; rank <= 3; rank++)
            {
                Same(body, type, rank);
            }
        }
    }

    [Fact]
    public void Reads_random_documents_as_the_reader_does() => Property.Holds(Gen.Choose(0, int.MaxValue), seed =>
    {
        var random = new Random(seed);
        for (var i = 0; i < 30; i++)
        {
            var rank = random.Next(4);
            var sizes = Enumerable.Range(0, rank).Select(_ => random.Next(1, 7)).ToArray();
            var body = new StringBuilder();
            Write(random, body, sizes, random.Next(4) switch { 0 => 0, 1 => 0.005, 2 => 0.05, _ => 0.3 });
            Cut(random, body);
            Same(random.Next(3) == 0 ? body.ToString() : $"{{\"x\":{body}}}", Types[random.Next(Types.Length)], rank, fixedLast: random.Next(2) == 0 ? sizes.LastOrDefault(1) : null);
        }
    });

    [Fact]
    public void Refuses_more_elements_than_a_tensor_may_have_with_the_same_words()
    {
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("1", TensorBuilder.MaxElements + 1))}]");
        var (_, error) = PredictReader.Read(body, Signatures.Single(DataType.Uint8, new Dimension(null)));

        Assert.Equal(("too_long", TensorBuilder.MaxElements.ToString(CultureInfo.InvariantCulture)), (error!.Mistakes[0].Code, error.Mistakes[0].Path));
    }

    private static void Same(string body, DataType type, int rank, int? fixedLast = null)
    {
        var shape = Enumerable.Range(0, rank).Select(i => new Dimension(i == rank - 1 ? fixedLast : null)).ToArray();
        var signature = Signatures.Single(type, shape);
        var utf8 = Encoding.UTF8.GetBytes(body);
        Assert.Equal(Show(PredictReader.Read(utf8, signature, leaps: false)), Show(PredictReader.Read(utf8, signature)));
    }

    private static string Show((PredictInput? Input, CallError? Error) read)
    {
        var (input, error) = read;
        if (error is not null)
        {
            return $"{error.Kind} {error.Code} {error.Param} {error.Message}\n{string.Join('\n', error.Mistakes.Select(mistake => mistake.ToString()))}";
        }

        var tensor = (Tensor)input!.Values[0];
        var elements = tensor.Type == DataType.Bytes
            ? string.Join('|', Enumerable.Range(0, (int)tensor.Count).Select(tensor.Text))
            : Convert.ToHexString(tensor.Data.Span);
        input.Memory!.Dispose();
        return $"{input.Form} [{string.Join(',', tensor.Shape)}] {elements}";
    }

    private static void Write(Random random, StringBuilder to, ReadOnlySpan<int> sizes, double oddness)
    {
        if (sizes.IsEmpty)
        {
            to.Append(
                random.NextDouble() >= oddness ? random.Next(3) == 0 ? NumberTexts.Random(random) : random.Next(200).ToString(CultureInfo.InvariantCulture)
                : (random.Next(3) switch { 0 => NumberTexts.Hard, 1 => NumberTexts.Broken, _ => NumberTexts.Unusual }) is var texts ? texts[random.Next(texts.Count)] : "");
            return;
        }

        var size = random.NextDouble() < oddness / 4 ? random.Next(8) : sizes[0];
        to.Append('[').Append(Space(random));
        for (var i = 0; i < size; i++)
        {
            Write(random, to, sizes[1..], oddness);
            to.Append(Space(random)).Append(i + 1 < size || random.NextDouble() < oddness / 20 ? "," : "").Append(Space(random));
        }

        to.Append(']');
    }

    private static string Space(Random random) => random.Next(5) == 0 ? Spaces[random.Next(random.Next(40) == 0 ? Spaces.Length : 8)] : "";

    // Now and then a byte is lost, or changed, or the end is.
    private static void Cut(Random random, StringBuilder body)
    {
        if (body.Length == 0 || random.Next(4) != 0)
        {
            return;
        }

        var at = random.Next(body.Length);
        switch (random.Next(3))
        {
            case 0:
                body.Length = at;
                break;
            case 1:
                body.Remove(at, 1);
                break;
            default:
                body[at] = "[]{},.:-+eE0 \"\n"[random.Next(15)];
                break;
        }
    }
}
