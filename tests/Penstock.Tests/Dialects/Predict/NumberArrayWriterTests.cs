using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>Arrays that are written straight into the buffer against System.Text.Json's writer, element by element.</summary>
public sealed class NumberArrayWriterTests
{
    private static readonly DataType[] Types = [.. Enum.GetValues<DataType>().Where(NumberArrayWriter.Takes)];

    [Fact]
    public void Writes_what_the_json_writer_writes() => Property.Holds(Gen.Choose(0, int.MaxValue), seed =>
    {
        var random = new Random(seed);
        foreach (var type in Types)
        {
            var shape = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(random.Next(10) == 0 ? 0 : 1, 12)).ToArray();
            var tensor = Random(random, type, shape);
            Assert.Equal(Expected(tensor), Written(tensor));
        }
    });

    [Fact]
    public void Writes_arrays_longer_than_a_piece_of_the_buffer()
    {
        var random = new Random(1);
        foreach (var type in Types)
        {
            var tensor = Random(random, type, [3, 5000]);
            Assert.Equal(Expected(tensor), Written(tensor));
        }
    }

    [Fact]
    public void Writes_arrays_that_two_threads_share()
    {
        var random = new Random(1);
        foreach (var type in Types)
        {
            var tensor = Random(random, type, [NumberArrayWriter.WorthTwo + 1]);
            Assert.Equal(Expected(tensor), Written(tensor));
        }
    }

    [Fact]
    public void The_json_writer_goes_on_after_an_array() => Assert.Equal(
        """{"outputs":{"a":[],"b":[[1.5,2],[3,4]],"c":["x"],"d":7,"e":[[],[]]}}""",
        Write(new PredictOutput(new(PredictLayout.Tensors, Enveloped: true),
        [
            Tensor.Of<float>("a", DataType.Fp32, [0]),
            Tensor.Of("b", DataType.Fp32, [2, 2], 1.5f, 2f, 3f, 4f),
            Tensor.Of("c", [1], "x"),
            Tensor.Of("d", DataType.Int8, [], (sbyte)7),
            Tensor.Of<long>("e", DataType.Int64, [2, 0]),
        ])));

    private static Tensor Random(Random random, DataType type, long[] shape)
    {
        var data = new byte[Tensor.CountOf(shape) * type.Size()];
        random.NextBytes(data);
        for (var i = 0; i < data.Length && type == DataType.Bool; i++)
        {
            data[i] &= 1;
        }

        // Random bits make few of the numbers that people send.
        var floats = MemoryMarshal.Cast<byte, float>(data.AsSpan());
        for (var i = 0; type == DataType.Fp32 && i < floats.Length; i += 2)
        {
            floats[i] = (float)Math.Round(random.NextDouble() * 1000, random.Next(6));
        }

        return new Tensor("y", type, shape, data);
    }

    private static string Expected(Tensor tensor)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("y");
            Level(writer, tensor, tensor.Shape, 0);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Level(Utf8JsonWriter writer, Tensor tensor, ReadOnlySpan<long> shape, int offset)
    {
        if (shape.IsEmpty)
        {
            Element(writer, tensor, offset);
            return;
        }

        writer.WriteStartArray();
        for (var i = 0; i < shape[0]; i++)
        {
            Level(writer, tensor, shape[1..], offset + (i * (int)Tensor.CountOf(shape[1..])));
        }

        writer.WriteEndArray();
    }

    private static void Element(Utf8JsonWriter writer, Tensor tensor, int index)
    {
        switch (tensor.Type)
        {
            case DataType.Bool:
                writer.WriteBooleanValue(tensor.Elements<bool>()[index]);
                break;
            case DataType.Fp32:
                Number(writer, tensor.Elements<float>()[index]);
                break;
            case DataType.Bf16:
                Number(writer, BitConverter.UInt32BitsToSingle((uint)tensor.Elements<ushort>()[index] << 16));
                break;
            case DataType.Fp64 when double.IsFinite(tensor.Elements<double>()[index]):
                writer.WriteNumberValue(tensor.Elements<double>()[index]);
                break;
            case DataType.Fp64:
                writer.WriteStringValue(tensor.Elements<double>()[index].ToString(CultureInfo.InvariantCulture));
                break;
            case DataType.Fp16 when Half.IsFinite(tensor.Elements<Half>()[index]):
                writer.WriteRawValue(tensor.Elements<Half>()[index].ToString(CultureInfo.InvariantCulture));
                break;
            case DataType.Fp16:
                writer.WriteStringValue(tensor.Elements<Half>()[index].ToString(CultureInfo.InvariantCulture));
                break;
            case DataType.Uint64:
                writer.WriteNumberValue(tensor.Elements<ulong>()[index]);
                break;
            default:
                writer.WriteNumberValue(TensorWriter.IntegerAt(tensor, index));
                break;
        }
    }

    private static void Number(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Written(Tensor tensor) => Write(new PredictOutput(new(PredictLayout.Tensors), [tensor]));

    private static string Write(PredictOutput output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        PredictWriter.Write(buffer, output, new Signature([], []));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
