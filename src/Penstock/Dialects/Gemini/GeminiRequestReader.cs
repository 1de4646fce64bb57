using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Reads the bodies of <c>:generateContent</c>, <c>:streamGenerateContent</c> and <c>:countTokens</c>. What is written again differs only in form:
/// names are in camel case, schemas are JSON Schema, a function's answer is under <c>output</c>, a text that is not there is an empty one.
/// </summary>
internal static class GeminiRequestReader
{
    private static readonly string[] Known = ["model", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig"];

    /// <summary>Reads a conversation: an input, or an error that names the members at fault.</summary>
    public static (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => Read(body, counting: false);

    /// <summary>Reads what is to be counted: a conversation, or a whole request for one.</summary>
    public static (CallInput? Input, CallError? Error) ReadCounted(ReadOnlyMemory<byte> body) => Read(body, counting: true);

    private static (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body, bool counting) => RequestBody.Read<CallInput>(body, GeminiDialect.Name, members =>
    {
        var request = new ProtoObject(members);
        return ReadInput(counting ? request.Object("generateContentRequest") ?? request : request);
    });

    private static ChatInput ReadInput(ProtoObject request)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", Known);
        var input = new ChatInput
        {
            Messages = GeminiContents.Read(request),
            Tools = GeminiTools.Read(request),
            ToolChoice = GeminiTools.ReadChoice(request, ref rest),
        };
        return GenerationConfig.Read(request, input, ref rest) with { Extensions = request.ToExtensions(rest) };
    }
}
