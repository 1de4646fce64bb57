using System.Text;
using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

public sealed class OnnxValueTests
{
    private static readonly OnnxRuntime Runtime = OnnxFiles.Runtime;

    [Fact]
    public void Every_number_type_goes_through_a_model_unchanged()
    {
        RoundTrip<float>(1.5f, float.NegativeInfinity, float.Epsilon);
        RoundTrip<double>(Math.PI, double.MaxValue, -0.0);
        RoundTrip<Half>((Half)0.1, Half.MaxValue, Half.NegativeInfinity);
        RoundTrip((BFloat16)0.1f, (BFloat16)3e38f, (BFloat16)(-2f));
        RoundTrip(true, false, true);
        RoundTrip<sbyte>(sbyte.MinValue, 0, sbyte.MaxValue);
        RoundTrip<byte>(0, 128, byte.MaxValue);
        RoundTrip<short>(short.MinValue, 0, short.MaxValue);
        RoundTrip<ushort>(0, 40_000, ushort.MaxValue);
        RoundTrip(int.MinValue, 0, int.MaxValue);
        RoundTrip(0u, 3_000_000_000u, uint.MaxValue);
        RoundTrip(long.MinValue, 0L, long.MaxValue);
        RoundTrip(0ul, 1ul << 63, ulong.MaxValue);
    }

    [Fact]
    public void Texts_go_through_a_model_unchanged_zero_bytes_and_empty_ones_included()
    {
        string[] texts = ["", "plain", "a\0b", "żółw 🐢", new string('x', 5_000), ""];
        using var session = OnnxSession.Open(Runtime, OnnxModels.Identity(OnnxElementType.String, "N", 2));
        using var value = OnnxValue.Create(Runtime, texts, [3, 2]);
        using var outputs = session.Infer([new("x", value)]);
        Assert.Equal(texts, outputs["y"].Strings());
        Assert.Equal([3, 2], outputs["y"].Shape.ToArray());
    }

    [Fact]
    public void Texts_that_are_not_utf8_keep_their_bytes()
    {
        byte[][] texts = [[0xFF, 0x00, 0xC3], Encoding.UTF8.GetBytes("ok")];
        using var value = OnnxValue.Create(Runtime, [.. texts.Select(text => new ReadOnlyMemory<byte>(text))], [2]);
        Assert.Equal(texts, value.StringBytes());
        Assert.Equal("ok", value.Strings()[1]);
    }

    [Fact]
    public void A_tensor_is_a_view_of_the_callers_memory()
    {
        var numbers = new float[] { 1, 2, 3 };
        using var value = OnnxValue.Create<float>(Runtime, numbers.AsMemory(1), [2]);
        numbers[2] = 42;
        Assert.Equal([2f, 42f], value.Data<float>().ToArray());
    }

    [Fact]
    public void An_allocated_tensor_is_filled_in_place()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Identity(OnnxElementType.Int32, "N"));
        using var value = OnnxValue.Allocate<int>(Runtime, [3]);
        new[] { 7, 8, 9 }.CopyTo(value.Data<int>());
        using var outputs = session.Infer([new("x", value)]);
        Assert.Equal([7, 8, 9], outputs[0].Data<int>().ToArray());
    }

    [Fact]
    public void Raw_bytes_make_a_tensor_of_any_type_packed_ones_included()
    {
        byte[] packed = [0x21, 0x03];
        using var session = OnnxSession.Open(Runtime, OnnxModels.Widen(OnnxElementType.UInt4));
        using var value = OnnxValue.CreateRaw(Runtime, OnnxElementType.UInt4, packed, [3]);
        using var outputs = session.Infer([new("x", value)]);
        Assert.Equal([1f, 2f, 3f], outputs[0].Data<float>().ToArray());
        Assert.Equal(packed, value.Bytes().ToArray());
    }

    [Fact]
    public void Empty_tensors_and_scalars_are_tensors_too()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Identity(OnnxElementType.Float, "N", 4));
        using var empty = OnnxValue.Create<float>(Runtime, ReadOnlyMemory<float>.Empty, [0, 4]);
        using var none = session.Infer([new("x", empty)]);
        Assert.Equal([0, 4], none[0].Shape.ToArray());
        Assert.True(none[0].Data<float>().IsEmpty);

        using var scalars = OnnxSession.Open(Runtime, OnnxModels.Identity(OnnxElementType.Float, []));
        using var scalar = OnnxValue.Create<float>(Runtime, new[] { 5f }, []);
        using var one = scalars.Infer([new("x", scalar)]);
        Assert.Equal(0, one[0].Shape.Length);
        Assert.Equal([5f], one[0].Data<float>().ToArray());

        using var texts = OnnxValue.Create(Runtime, ReadOnlySpan<string>.Empty, [0]);
        Assert.Empty(texts.Strings());
    }

    [Fact]
    public void A_sequence_of_maps_with_texts_for_keys_is_read()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.ZipMap("setosa", "versicolor", "virginica"));
        Assert.Equal("seq(map(string, tensor(float)[]))", session.Signature.Outputs[0].Type.ToString());
        using var rows = OnnxValue.Create<float>(Runtime, new[] { 0.1f, 0.2f, 0.7f, 1f, 0f, 0f }, [2, 3]);
        using var outputs = session.Infer([new("x", rows)]);
        var maps = outputs[0].Elements();
        Assert.Equal(2, maps.Length);
        Assert.Equal(OnnxKind.Map, maps[0].Kind);
        var parts = maps[0].Elements();
        Assert.Equal(["setosa", "versicolor", "virginica"], parts[0].Strings());
        Assert.Equal([0.1f, 0.2f, 0.7f], parts[1].Data<float>().ToArray());
        Array.ForEach([.. maps, .. parts], part => part.Dispose());
    }

    [Fact]
    public void A_sequence_of_maps_with_numbers_for_keys_is_read()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.ZipMap(10L, 20L, 30L));
        using var rows = OnnxValue.Create<float>(Runtime, new[] { 0.1f, 0.2f, 0.7f }, [1, 3]);
        using var outputs = session.Infer([new("x", rows)]);
        var maps = outputs[0].Elements();
        var parts = Assert.Single(maps).Elements();
        Assert.Equal([10L, 20L, 30L], parts[0].Data<long>().ToArray());
        Assert.Equal([0.1f, 0.2f, 0.7f], parts[1].Data<float>().ToArray());
        Array.ForEach([.. maps, .. parts], part => part.Dispose());
    }

    [Fact]
    public void A_sequence_of_tensors_is_read()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Pair(OnnxElementType.String));
        using var a = OnnxValue.Create(Runtime, ["one"], [1]);
        using var b = OnnxValue.Create(Runtime, ["two", "three"], [2]);
        using var outputs = session.Infer([new("b", b), new("a", a)]);
        var pair = outputs["pair"].Elements();
        Assert.Equal([["one"], ["two", "three"]], pair.Select(part => part.Strings()));
        Array.ForEach(pair, part => part.Dispose());
    }

    [Fact]
    public void An_optional_value_is_read_as_what_it_holds()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Optional());
        Assert.Equal("optional(tensor(float)[2])", session.Signature.Outputs[0].Type.ToString());
        using var value = OnnxValue.Create<float>(Runtime, new[] { 1f, 2f }, [2]);
        using var outputs = session.Infer([new("x", value)]);
        Assert.Equal([1f, 2f], outputs[0].Data<float>().ToArray());
    }

    [Fact]
    public void Data_that_does_not_fill_the_shape_is_refused()
    {
        var error = Assert.Throws<OnnxException>(() => OnnxValue.Create<float>(Runtime, new float[7], [2, 4]));
        Assert.Equal("The shape [2, 4] holds 8 elements, but 7 were given.", error.Message);
        Assert.Throws<OnnxException>(() => OnnxValue.Create(Runtime, ["a"], [2]));
        Assert.Throws<OnnxException>(() => OnnxValue.Create<float>(Runtime, new float[1], [-1]));
        Assert.Throws<OnnxException>(() => OnnxValue.Create<float>(Runtime, new float[1], [long.MaxValue, 3]));
        Assert.Throws<OnnxException>(() => OnnxValue.CreateRaw(Runtime, OnnxElementType.String, new byte[4], [1]));
    }

    [Fact]
    public void Reading_a_value_as_what_it_is_not_says_what_it_is()
    {
        using var value = OnnxValue.Create<float>(Runtime, new float[2], [2]);
        var wrong = Assert.Throws<OnnxException>(() => value.Data<long>().Length);
        Assert.Equal("The value is a tensor of Float, not a tensor of Int64.", wrong.Message);
        Assert.Equal("The value is a tensor of Float, not a tensor of strings.", Assert.Throws<OnnxException>(value.Strings).Message);
        Assert.Equal("The value is a tensor of Float, not a sequence or a map.", Assert.Throws<OnnxException>(value.Elements).Message);
        var unknown = Assert.Throws<OnnxException>(() => value.Data<decimal>().Length);
        Assert.Contains("System.Decimal", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_value_can_be_neither_read_nor_fed()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Identity(OnnxElementType.Float, 2));
        var value = OnnxValue.Create<float>(Runtime, new float[2], [2]);
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => value.Data<float>().Length);
        Assert.Throws<ObjectDisposedException>(() => session.Infer([new("x", value)]));
    }

    private static void RoundTrip<T>(params T[] numbers) where T : unmanaged
    {
        var type = OnnxElements.Of<T>();
        using var session = OnnxSession.Open(Runtime, OnnxModels.Identity(type, "N", 1));
        using var value = OnnxValue.Create<T>(Runtime, numbers, [numbers.Length, 1]);
        using var outputs = session.Infer([new("x", value)]);
        Assert.Equal(type, outputs[0].ElementType);
        Assert.Equal([numbers.Length, 1], outputs[0].Shape.ToArray());
        Assert.Equal(numbers, outputs[0].Data<T>().ToArray());
    }
}
