using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads the answers of another server of the protocol.</summary>
internal static class InferAnswerReader
{
    /// <summary>Reads the answer to an inference request.</summary>
    /// <param name="body">The body; the output owns it from then on, or it was disposed.</param>
    /// <param name="header">The header <see cref="OpenInferenceDialect.HeaderLength"/>; null when there is none.</param>
    /// <param name="signature">What the model gives, by the server's own metadata.</param>
    /// <param name="form">The form of the input it answers.</param>
    /// <returns>The output; <see cref="ErrorKind.ProviderCut"/> when it is not what the metadata says.</returns>
    internal static (PredictOutput? Output, CallError? Error) Read(PooledBytes body, int? header, Signature signature, PredictForm form)
    {
        var length = header ?? body.Length;
        if (length > body.Length || !Utf8.IsValid(body.Memory.Span[..length]))
        {
            body.Dispose();
            return (null, Unreadable("its JSON is cut off or not UTF-8"));
        }

        var wire = WireSignature.Of(signature);
        var binary = header is null ? null : new BinaryPart(body.Memory[length..]);
        var mistakes = new InputMistakes();
        var outputs = new TensorListReader(wire.Outputs, isFunction: false, binary);
        var numbers = new TensorMemory();
        var cursor = new InputCursor(body.Memory.Span[..length], mistakes, numbers);
        string? wrong = null;
        try
        {
            cursor.Reader.Read();
            ReadAnswer(ref cursor, outputs);
            cursor.Reader.Read();
            binary?.Finish(mistakes);
        }
        catch (JsonException e)
        {
            wrong = e.Message;
        }

        wrong ??= mistakes.None ? null : mistakes.ToError().Message;
        if (wrong is null)
        {
            return (new PredictOutput(form, [.. outputs.Tensors.OfType<Tensor>()], new InferMemory(numbers, binary, body)), null);
        }

        numbers.Dispose();
        binary?.Dispose();
        body.Dispose();
        return (null, Unreadable(wrong));
    }

    /// <summary>The message of an error's body, <c>{"error":"…"}</c>; null when it has none.</summary>
    internal static string? ReadError(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
                ? error.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void ReadAnswer(ref InputCursor cursor, TensorListReader outputs)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.ObjectType);
            return;
        }

        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var member = cursor.TakeName();
            if (member == "outputs")
            {
                cursor.Mistakes.Enter(member);
                outputs.Read(ref cursor);
                cursor.Mistakes.Leave();
            }
            else
            {
                cursor.Reader.Skip();
            }
        }
    }

    private static CallError Unreadable(string why) => new(ErrorKind.ProviderCut, $"The server's answer is not what its metadata says: {why}");
}
