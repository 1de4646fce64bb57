using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>
/// Triton's extension `generate`: <c>{"text_input":"…","parameters":{…}}</c> for a function that takes a text and gives one. Parameters, and members
/// besides, are the function's other arguments.
/// </summary>
/// <param name="body">The body, which the request owns.</param>
internal sealed class GenerateRequest(PooledBytes body) : CallRequest
{
    private const string Text = "text_input";
    private (CallInput? Input, CallError? Error)? _read;

    /// <summary>The caller's own id, to be given back; null when there is none.</summary>
    internal string? Id { get; private set; }

    /// <inheritdoc/>
    public override string? Model => null;

    /// <inheritdoc/>
    public override bool Stream => false;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => body.Memory;

    /// <inheritdoc/>
    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => _read ??= Read(model);

    /// <inheritdoc/>
    public override void Dispose()
    {
        (_read?.Input as PredictInput)?.Memory?.Dispose();
        body.Dispose();
    }

    private (CallInput? Input, CallError? Error) Read(Model model)
    {
        if (model.Signature is not { } signature || TextArgument(signature) is not { } text)
        {
            return (null, new CallError(ErrorKind.InvalidRequest, $"The model '{model.Id}' does not generate text: that is for functions that take a text, all else optional, and give one. Send it to …/infer.")
            {
                Code = "unsupported_capability",
            });
        }

        if (!Utf8.IsValid(Body.Span))
        {
            return (null, new CallError(ErrorKind.InvalidRequest, "The body is not UTF-8."));
        }

        var arguments = new ArrayBufferWriter<byte>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        var mistakes = new InputMistakes();
        var cursor = new InputCursor(Body.Span, mistakes, new TensorMemory());
        try
        {
            cursor.Reader.Read();
            ReadMembers(ref cursor, text.Name, arguments, places);
            cursor.Reader.Read();
        }
        catch (JsonException e)
        {
            return (null, PredictReader.NotJson(cursor.Locate(e), Body.Span));
        }

        if (!mistakes.None)
        {
            return (null, mistakes.ToError());
        }

        var (input, error) = PredictReader.Read(arguments.WrittenSpan, signature);
        return (input, error is null ? null : MistakePlaces.Move(error, path => Place(path, text.Name, places)));
    }

    /// <summary>The argument that the text is for: the one that must be given, or the only text there is; null for other models.</summary>
    internal static Field? TextArgument(Signature signature)
    {
        var wire = WireSignature.Of(signature);
        if (!wire.IsFunction || signature.Outputs is not [{ Type: DataType.Bytes }])
        {
            return null;
        }

        var needed = signature.Inputs.Where(field => !field.Optional).ToArray();
        var texts = signature.Inputs.Where(field => field.Type == DataType.Bytes).ToArray();
        return needed switch
        {
            [{ Type: DataType.Bytes } one] => one,
            [] when texts.Length == 1 => texts[0],
            _ => null,
        };
    }

    private void ReadMembers(ref InputCursor cursor, string text, ArrayBufferWriter<byte> arguments, Dictionary<string, string> places)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(new Fault("model_type", $"The body is a JSON object with the member {Text}"));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var writer = new Utf8JsonWriter(arguments, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var member = cursor.TakeName();
            cursor.Mistakes.Enter(member);
            if (!seen.Add(member))
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else if (member == "parameters")
            {
                foreach (var (name, json) in ParameterReader.Read(ref cursor).Rest)
                {
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(json, skipInputValidation: true);
                    places[name] = "parameters." + name;
                }
            }
            else if (member == "id")
            {
                Id = cursor.Reader.TokenType == JsonTokenType.String && !cursor.Reader.ValueIsEscaped ? cursor.Reader.GetString() : Encoding.UTF8.GetString(cursor.TakeRaw());
            }
            else
            {
                var name = member == Text ? text : member;
                writer.WritePropertyName(name);
                writer.WriteRawValue(cursor.TakeRaw(), skipInputValidation: true);
                places[name] = member;
            }

            cursor.Mistakes.Leave();
        }

        writer.WriteEndObject();
    }

    private static string Place(string path, string text, Dictionary<string, string> places)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? path : path[..dot];
        return places.TryGetValue(name, out var place) ? place + path[name.Length..] : name == text ? Text : path;
    }
}
