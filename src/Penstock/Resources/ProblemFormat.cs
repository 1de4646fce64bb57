using System.Buffers;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>Problem details (RFC 9457), with the machine code, the call's id and every mistake of an input at once.</summary>
/// <param name="status">The status of an input that does not fit.</param>
internal sealed class ProblemFormat(int status = 422) : ErrorFormat
{
    /// <summary>The one there is.</summary>
    public static ProblemFormat Instance { get; } = new();

    public override string ContentType => "application/problem+json";

    public override CallError Adapt(CallError error) =>
        error.Kind == ErrorKind.InvalidInput && error.Status != status ? error with { OtherStatus = status } : error;

    public override void Write(CallError error, string callId, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", Title(error.Kind));
        writer.WriteNumber("status", error.Status);
        writer.WriteString("detail", error.Message);
        writer.WriteString("code", error.Code ?? error.Kind.Code());
        if (error.Param is not null)
        {
            writer.WriteString("param", error.Param);
        }

        writer.WriteString("call_id", callId);
        if (error.Mistakes.Count > 0)
        {
            writer.WriteStartArray("errors");
            foreach (var mistake in error.Mistakes)
            {
                writer.WriteStartObject();
                writer.WriteString("path", mistake.Path);
                writer.WriteString("code", mistake.Code);
                writer.WriteString("message", mistake.Message);
                if (mistake.Received is not null)
                {
                    writer.WriteString("received", mistake.Received);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // `InvalidInput` becomes "Invalid input".
    private static string Title(ErrorKind kind)
    {
        var words = kind.Code().Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
