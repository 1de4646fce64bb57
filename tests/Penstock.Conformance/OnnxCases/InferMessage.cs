using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Onnx;

namespace Penstock.Conformance.OnnxCases;

/// <summary>
/// Requests and answers of the Open Inference Protocol, written from its specification and from Triton's of the binary extension,
/// without any of Penstock's own code.
/// </summary>
internal static class InferMessage
{
    private const string HeaderLength = "Inference-Header-Content-Length";

    /// <summary>All tensors as JSON.</summary>
    public static HttpContent Json(IReadOnlyList<(string Name, CaseTensor Tensor)> inputs) =>
        new StringContent(Head(inputs, binary: false), Encoding.UTF8, "application/json");

    /// <summary>All tensors, in and out, as bytes.</summary>
    public static HttpContent Binary(IReadOnlyList<(string Name, CaseTensor Tensor)> inputs)
    {
        var head = Encoding.UTF8.GetBytes(Head(inputs, binary: true));
        var content = new ByteArrayContent([.. head, .. inputs.SelectMany(input => Raw(input.Tensor))]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add(HeaderLength, head.Length.ToString(CultureInfo.InvariantCulture));
        return content;
    }

    /// <summary>The outputs of an answer in either form.</summary>
    public static async Task<IReadOnlyList<CaseTensor>> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(ct);
        var head = answer.Headers.TryGetValues(HeaderLength, out var values) || answer.Content.Headers.TryGetValues(HeaderLength, out values)
            ? int.Parse(values.Single(), CultureInfo.InvariantCulture)
            : body.Length;
        var outputs = new List<CaseTensor>();
        var at = head;
        foreach (var output in JsonNode.Parse(body.AsSpan(0, head))!["outputs"]!.AsArray())
        {
            var type = TypeOf((string)output!["datatype"]!);
            var shape = output["shape"]!.AsArray().Select(size => (long)size!).ToArray();
            if ((int?)output["parameters"]?["binary_data_size"] is { } size)
            {
                outputs.Add(FromRaw(type, shape, body.AsSpan(at, size)));
                at += size;
            }
            else
            {
                outputs.Add(FromJson(type, shape, output["data"]!.AsArray()));
            }
        }

        return at == body.Length ? outputs : throw new InvalidDataException($"{body.Length - at} bytes follow the last tensor.");
    }

    /// <summary>The protocol's word for a type; null where it has none.</summary>
    public static string? Word(OnnxElementType type) => type switch
    {
        OnnxElementType.Bool => "BOOL",
        OnnxElementType.Float16 => "FP16",
        OnnxElementType.Float => "FP32",
        OnnxElementType.Double => "FP64",
        OnnxElementType.BFloat16 => "BF16",
        OnnxElementType.String => "BYTES",
        >= OnnxElementType.UInt8 and <= OnnxElementType.Int64 or OnnxElementType.UInt32 or OnnxElementType.UInt64 => type.ToString().ToUpperInvariant(),
        _ => null,
    };

    private static OnnxElementType TypeOf(string word) => Enum.GetValues<OnnxElementType>().Single(type => Word(type) == word);

    private static string Head(IReadOnlyList<(string Name, CaseTensor Tensor)> inputs, bool binary)
    {
        var head = new JsonObject
        {
            ["inputs"] = new JsonArray([.. inputs.Select(input =>
            {
                var one = new JsonObject
                {
                    ["name"] = input.Name,
                    ["shape"] = new JsonArray([.. input.Tensor.Shape.Select(size => JsonValue.Create(size))]),
                    ["datatype"] = Word(input.Tensor.Type),
                };
                if (binary)
                {
                    one["parameters"] = new JsonObject { ["binary_data_size"] = Raw(input.Tensor).Length };
                }
                else
                {
                    one["data"] = new JsonArray([.. Elements(input.Tensor)]);
                }

                return (JsonNode)one;
            })]),
        };
        if (binary)
        {
            head["parameters"] = new JsonObject { ["binary_data_output"] = true };
        }

        return head.ToJsonString();
    }

    private static IEnumerable<JsonNode?> Elements(CaseTensor tensor)
    {
        if (tensor.Type == OnnxElementType.String)
        {
            return tensor.Texts.Select(text => (JsonNode?)JsonValue.Create(Encoding.UTF8.GetString(text)));
        }

        if (tensor.IsFloating)
        {
            return tensor.Numbers().Select(number => double.IsFinite(number)
                ? tensor.Type == OnnxElementType.Double ? JsonValue.Create(number) : JsonValue.Create((float)number)
                : (JsonNode?)JsonValue.Create(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity"));
        }

        var size = tensor.Type.Bits() / 8;
        return tensor.Data.Chunk(size).Select(bytes => tensor.Type switch
        {
            OnnxElementType.Bool => (JsonNode?)JsonValue.Create(bytes[0] != 0),
            OnnxElementType.UInt64 => JsonValue.Create(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
            _ => JsonValue.Create(Signed(tensor.Type, bytes)),
        });
    }

    private static long Signed(OnnxElementType type, byte[] bytes) => type switch
    {
        OnnxElementType.UInt8 => bytes[0],
        OnnxElementType.Int8 => (sbyte)bytes[0],
        OnnxElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        OnnxElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        OnnxElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        OnnxElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    private static CaseTensor FromJson(OnnxElementType type, long[] shape, JsonArray data) => type == OnnxElementType.String
        ? new(type, shape, [], [.. data.Select(text => Encoding.UTF8.GetBytes((string)text!))])
        : new(type, shape, [.. data.SelectMany(element => Bytes(type, element!))], []);

    private static byte[] Bytes(OnnxElementType type, JsonNode element)
    {
        var text = element.GetValueKind() == JsonValueKind.String ? (string)element! : element.ToJsonString();
        return type switch
        {
            OnnxElementType.Bool => [(byte)((bool)element ? 1 : 0)],
            OnnxElementType.Float => BitConverter.GetBytes(float.Parse(text, CultureInfo.InvariantCulture)),
            OnnxElementType.Double => BitConverter.GetBytes(double.Parse(text, CultureInfo.InvariantCulture)),
            OnnxElementType.Float16 => BitConverter.GetBytes(Half.Parse(text, CultureInfo.InvariantCulture)),
            OnnxElementType.BFloat16 => BitConverter.GetBytes(float.Parse(text, CultureInfo.InvariantCulture))[2..],
            OnnxElementType.UInt64 => BitConverter.GetBytes(ulong.Parse(text, CultureInfo.InvariantCulture)),
            _ => BitConverter.GetBytes(long.Parse(text, CultureInfo.InvariantCulture))[..(type.Bits() / 8)],
        };
    }

    private static byte[] Raw(CaseTensor tensor) => tensor.Type == OnnxElementType.String
        ? [.. tensor.Texts.SelectMany(text => (byte[])[.. BitConverter.GetBytes(text.Length), .. text])]
        : tensor.Data;

    private static CaseTensor FromRaw(OnnxElementType type, long[] shape, ReadOnlySpan<byte> raw)
    {
        if (type != OnnxElementType.String)
        {
            return new(type, shape, raw.ToArray(), []);
        }

        var texts = new List<byte[]>();
        for (var at = 0; at < raw.Length; at += 4 + texts[^1].Length)
        {
            texts.Add(raw.Slice(at + 4, BinaryPrimitives.ReadInt32LittleEndian(raw[at..])).ToArray());
        }

        return new(type, shape, [], [.. texts]);
    }
}
