using System.Buffers;
using System.Text;
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
    /// with all mistakes; their paths begin at the body. The input's tensors are in rented memory, which its
    /// <see cref="PredictInput.Memory"/> gives back.
    /// </summary>
    /// <param name="body">The body. What was read of it does not refer to it.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="pool">Where memory is rented; null for the pool that all share.</param>
    /// <param name="leaps">Whether plain numbers are read without the JSON reader, with the same result: the tests hold it against
    /// this.</param>
    internal static (PredictInput? Input, CallError? Error) Read(ReadOnlySpan<byte> body, Signature signature, ArrayPool<byte>? pool = null, bool leaps = true)
    {
        if (!Utf8.IsValid(body))
        {
            return (null, new CallError(ErrorKind.InvalidRequest,
                $"The body is not UTF-8: byte {ValidPrefix(body) + 1} starts no character."));
        }

        var mistakes = new InputMistakes();
        var memory = new TensorMemory(pool);
        var cursor = new InputCursor(body, mistakes, memory, leaps);
        PredictInput? input = null;
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
            input = null;
            return (null, NotJson(cursor.Locate(e), body));
        }
        finally
        {
            if (input is null || !mistakes.None)
            {
                memory.Dispose();
            }
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
        return new CallError(
            ErrorKind.InvalidRequest,
            body.IsEmpty
                ? "The body is empty; it must be JSON."
                : $"The body is not valid JSON at byte {start + column} (line {line + 1}, byte {column + 1} of it): "
                    + (tail < 0 ? reason : reason[..tail]))
        {
            Code = "json_invalid",
        };
    }

    private static int ValidPrefix(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
