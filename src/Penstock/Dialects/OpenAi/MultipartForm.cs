using System.Net.Http.Headers;
using System.Text;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>What governs a call in a body of <c>multipart/form-data</c> (RFC 7578), found in one pass; files are passed over.</summary>
internal sealed record MultipartForm
{
    private const int LongestValue = 512;
    private const int LongestHead = 8 * 1024;

    /// <summary>What separates the parts.</summary>
    public required string Boundary { get; init; }

    /// <summary>The value of the part <c>model</c>; null when there is none.</summary>
    public string? Model { get; private set; }

    /// <summary>Where it stands; empty when there is none.</summary>
    public Range ModelValue { get; private set; }

    /// <summary>Whether the part <c>stream</c> says true.</summary>
    public bool Stream { get; private set; }

    /// <summary>Where the first part's boundary begins.</summary>
    public int Begin { get; private set; }

    /// <summary>Scans a body; the error says what is wrong with its framing, or which part occurs twice.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its media type.</param>
    public static (MultipartForm? Form, CallError? Error) Scan(ReadOnlySpan<byte> body, string contentType)
    {
        var boundary = MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"')
            : null;
        if (boundary is not { Length: > 0 and <= 200 })
        {
            return (null, Wrong("its Content-Type names no boundary"));
        }

        var form = new MultipartForm { Boundary = boundary };
        return form.ScanParts(body, Encoding.ASCII.GetBytes("--" + boundary)) is { } error ? (null, error) : (form, null);
    }

    private static CallError Wrong(string what) => new(ErrorKind.InvalidRequest, $"The body is no readable form: {what}.");

    private CallError? ScanParts(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        var at = body.IndexOf(delimiter);
        if (at < 0)
        {
            return Wrong("its boundary is not in it");
        }

        Begin = at;
        while (true)
        {
            at += delimiter.Length;
            if (body[at..].StartsWith("--"u8))
            {
                return null;
            }

            var head = body[at..];
            var headEnd = head[..Math.Min(head.Length, LongestHead)].IndexOf("\r\n\r\n"u8);
            if (headEnd < 0)
            {
                return Wrong("a part has no end of its head");
            }

            var start = at + headEnd + 4;
            var length = NextDelimiter(body[start..], delimiter);
            if (length < 0)
            {
                return Wrong("its last part has no end");
            }

            if (Take(Name(head[..headEnd]), body.Slice(start, length), start) is { } error)
            {
                return error;
            }

            at = start + length + 2;
        }
    }

    // A delimiter stands behind a line break.
    private static int NextDelimiter(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> delimiter)
    {
        for (var from = 0; ;)
        {
            var found = rest[from..].IndexOf(delimiter);
            if (found < 0)
            {
                return -1;
            }

            var at = from + found;
            if (at >= 2 && rest[at - 2] == '\r' && rest[at - 1] == '\n')
            {
                return at - 2;
            }

            from = at + 1;
        }
    }

    private CallError? Take(string? name, ReadOnlySpan<byte> value, int start)
    {
        if (name == "model")
        {
            if (Model is not null)
            {
                return new CallError(ErrorKind.InvalidRequest, "The part 'model' occurs twice. Send it once.") { Param = "model", Code = "duplicate_member" };
            }

            if (value.Length > LongestValue)
            {
                return new CallError(ErrorKind.InvalidRequest, "The part 'model' is too long for a model's name.") { Param = "model" };
            }

            Model = Encoding.UTF8.GetString(value);
            ModelValue = start..(start + value.Length);
        }
        else if (name == "stream")
        {
            Stream = value.SequenceEqual("true"u8) || value.SequenceEqual("True"u8);
        }

        return null;
    }

    private static string? Name(ReadOnlySpan<byte> head)
    {
        foreach (var line in Encoding.UTF8.GetString(head).Split("\r\n"))
        {
            if (line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase)
                && ContentDispositionHeaderValue.TryParse(line["Content-Disposition:".Length..].Trim(), out var disposition))
            {
                return disposition.Name?.Trim('"');
            }
        }

        return null;
    }
}
