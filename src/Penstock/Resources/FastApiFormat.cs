using System.Buffers;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>
/// Errors as FastAPI writes them, for clients that were written for a FastAPI service: <c>{"detail":[…]}</c> with every mistake of an
/// input, and <c>{"detail":"…"}</c> for anything else.
/// </summary>
/// <param name="status">The status of an input that does not fit, and of a body that is not JSON: FastAPI's is 422.</param>
internal sealed class FastApiFormat(int status = 422) : ErrorFormat
{
    /// <inheritdoc/>
    public override string ContentType => "application/json";

    /// <inheritdoc/>
    public override string Schema => "FastApiError";

    /// <inheritdoc/>
    public override CallError Adapt(CallError error) =>
        error.Kind == ErrorKind.InvalidInput || error.Mistakes.Count > 0 ? error with { OtherStatus = status } : error;

    /// <inheritdoc/>
    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        writer.WriteStartObject();
        if (error.Kind == ErrorKind.InvalidInput || error.Mistakes.Count > 0)
        {
            writer.WriteStartArray("detail");
            foreach (var mistake in error.Mistakes)
            {
                Write(writer, mistake);
            }

            if (error.Mistakes.Count == 0)
            {
                Write(writer, new InputMistake("", "value_error", error.Message));
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("detail", error.Message);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, InputMistake mistake)
    {
        writer.WriteStartObject();
        writer.WriteString("type", mistake.Code);
        writer.WriteStartArray("loc");
        writer.WriteStringValue("body");
        foreach (var step in mistake.Steps)
        {
            if (step.Name is null)
            {
                writer.WriteNumberValue(step.Index);
            }
            else
            {
                writer.WriteStringValue(step.Name);
            }
        }

        writer.WriteEndArray();
        writer.WriteString("msg", mistake.Message);
        writer.WritePropertyName("input");
        if (mistake.Input is not null)
        {
            writer.WriteRawValue(mistake.Input, skipInputValidation: true);
        }
        else if (mistake.Received is not null)
        {
            // Too long to be kept: its beginning, as a text.
            writer.WriteStringValue(mistake.Received);
        }
        else
        {
            writer.WriteNullValue();
        }

        if (mistake.Context is not null)
        {
            writer.WritePropertyName("ctx");
            writer.WriteRawValue(mistake.Context, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
