using System.Buffers;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Resources.OpenInference;

/// <summary>
/// The protocol's error format, which is TensorFlow Serving's too: <c>{"error":"…"}</c>, and besides it every mistake of an input, which clients
/// pass over that do not know of them. Input that does not fit is 400 here, as the specification has it.
/// </summary>
internal sealed class OpenInferenceErrorFormat : ErrorFormat
{
    /// <summary>The one there is.</summary>
    public static OpenInferenceErrorFormat Instance { get; } = new();

    public override string ContentType => "application/json";

    public override string Schema => "OpenInferenceError";

    public override CallError Adapt(CallError error) => error.Kind == ErrorKind.InvalidInput ? error with { OtherStatus = 400 } : error;

    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        writer.WriteStartObject();
        writer.WriteString("error"u8, error.Message);
        if (error.Mistakes.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var mistake in error.Mistakes)
            {
                writer.WriteStartObject();
                writer.WriteString("path"u8, mistake.Path);
                writer.WriteString("code"u8, mistake.Code);
                writer.WriteString("message"u8, mistake.Message);
                if (mistake.Received is not null)
                {
                    writer.WriteString("received"u8, mistake.Received);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
