using System.Text;

namespace Penstock.Server.Inspecting;

/// <summary>Reads the versions at the top of an ONNX file, which ONNX Runtime does not tell. What is large is passed over unread.</summary>
/// <param name="Format">The version of the file format, <c>ir_version</c>; null when the file does not say.</param>
/// <param name="Operators">The operator sets by their domains, with their versions.</param>
internal sealed record OnnxOpsets(long? Format, IReadOnlyList<(string Domain, long Version)> Operators)
{
    // onnx.proto3, ModelProto and OperatorSetIdProto.
    private const int IrVersion = 1;
    private const int OpsetImport = 8;
    private const int OpsetDomain = 1;
    private const int OpsetVersion = 2;
    private const int LongestImport = 1024;

    /// <summary>Reads a file; of one that is cut short or is no ONNX, what came before.</summary>
    public static OnnxOpsets Read(Stream file)
    {
        long? format = null;
        var operators = new List<(string, long)>();
        try
        {
            while (Varint(file) is { } tag)
            {
                if (tag == (IrVersion << 3))
                {
                    format = Varint(file);
                }
                else if (tag == (OpsetImport << 3 | 2) && Varint(file) is >= 0 and <= LongestImport and var length)
                {
                    var bytes = new byte[length];
                    file.ReadExactly(bytes);
                    operators.Add(Import(new MemoryStream(bytes)));
                }
                else if (!Skip(file, tag))
                {
                    break;
                }
            }
        }
        catch (EndOfStreamException)
        {
            // ONNX Runtime has the word on broken files.
        }

        return new OnnxOpsets(format, operators);
    }

    private static (string Domain, long Version) Import(MemoryStream import)
    {
        var (domain, version) = ("ai.onnx", 0L);
        while (Varint(import) is { } tag)
        {
            if (tag == (OpsetDomain << 3 | 2) && Varint(import) is >= 0 and <= LongestImport and var length)
            {
                var bytes = new byte[length];
                import.ReadExactly(bytes);
                domain = length == 0 ? domain : Encoding.UTF8.GetString(bytes);
            }
            else if (tag == (OpsetVersion << 3))
            {
                version = Varint(import) ?? 0;
            }
            else if (!Skip(import, tag))
            {
                break;
            }
        }

        return (domain, version);
    }

    private static bool Skip(Stream file, long tag)
    {
        var length = (tag & 7) switch
        {
            0 => Varint(file) is null ? null : 0,
            1 => 8,
            2 => Varint(file),
            5 => (long?)4,
            _ => null,
        };
        if (length is not { } skipped || skipped < 0 || skipped > file.Length - file.Position)
        {
            return false;
        }

        file.Seek(skipped, SeekOrigin.Current);
        return true;
    }

    private static long? Varint(Stream file)
    {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (file.ReadByte() is not (>= 0 and var next))
            {
                return null;
            }

            value |= (long)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }

        return null;
    }
}
