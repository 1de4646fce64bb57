using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>
/// Reads a typed model's own JSON by its signature. Taken are, as the signature allows:
/// <list type="bullet">
/// <item>a row, <c>{"sepal_length":5.1,…}</c>, and a list of rows, where inputs have named columns or one value a row;</item>
/// <item>tensors by name, <c>{"INPUT0":[[1,2]],"INPUT1":[[3,4]]}</c>, nested as deep as the tensor's rank;</item>
/// <item>for a model with one input its bare nested array, <c>[[5.1,3.5,1.4,0.2]]</c>;</item>
/// <item>each of these as the only member, <c>inputs</c>, of an object;</item>
/// <item>for a C# function its arguments by name.</item>
/// </list>
/// Values are coerced by the lax table of pydantic. Every mistake is reported at once.
/// </summary>
internal static class PredictReader
{
    /// <summary>
    /// Reads a body. The error is <see cref="ErrorKind.InvalidRequest"/> when it is not JSON, else <see cref="ErrorKind.InvalidInput"/>
    /// with all mistakes; their paths begin at the body.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="whole">Whether mistakes keep what was received as a whole.</param>
    internal static (PredictInput? Input, CallError? Error) Read(ReadOnlySpan<byte> body, Signature signature, bool whole = false)
    {
        if (!Utf8.IsValid(body))
        {
            return (null, new CallError(ErrorKind.InvalidRequest,
                $"The body is not UTF-8: byte {ValidPrefix(body) + 1} starts no character."));
        }

        var mistakes = new InputMistakes(whole);
        var cursor = new InputCursor(body, mistakes);
        PredictInput? input;
        try
        {
            cursor.Reader.Read();
            var plan = PredictPlan.For(signature);
            input = plan.IsFunction ? ArgumentReader.Read(ref cursor, plan) : InputReader.Read(ref cursor, plan);

            // Nothing may follow: the reader says so itself.
            cursor.Reader.Read();
        }
        catch (JsonException e)
        {
            return (null, NotJson(e, body));
        }

        return mistakes.None ? (input, null) : (null, mistakes.ToError());
    }

    /// <summary>The error for a body that is not JSON: where, and why.</summary>
    internal static CallError NotJson(JsonException e, ReadOnlySpan<byte> body)
    {
        var (line, column) = (e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
        var start = 0;
        for (var i = 0L; i < line; i++)
        {
            start += body[start..].IndexOf((byte)'\n') + 1;
        }

        var reason = e.Message;
        var tail = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        reason = tail < 0 ? reason : reason[..tail];
        return new CallError(
            ErrorKind.InvalidRequest,
            body.IsEmpty
                ? "The body is empty; it must be JSON."
                : $"The body is not valid JSON at byte {start + column} (line {line + 1}, byte {column + 1} of it): "
                    + reason)
        {
            Code = "json_invalid",
            Mistakes = [body.IsEmpty ? Nothing : Undecodable(Characters(body, start + (int)column), reason)],
        };
    }

    // DIALECT: FastAPI says at which character, and calls an empty body a missing one.
    private static readonly InputMistake Nothing = new("", Fault.Missing.Code, Fault.Missing.Message) { Input = "null" };

    private static InputMistake Undecodable(int character, string reason) => new("", "json_invalid", "JSON decode error")
    {
        Steps = [new PathStep(null, character)],
        Input = "{}",
        Context = $$"""{"error":"{{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(reason)}}"}""",
    };

    private static int Characters(ReadOnlySpan<byte> body, int bytes)
    {
        var count = 0;
        foreach (var one in body[..Math.Min(bytes, body.Length)])
        {
            count += (one & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    private static int ValidPrefix(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
