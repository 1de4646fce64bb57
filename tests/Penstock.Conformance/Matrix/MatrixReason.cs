namespace Penstock.Conformance.Matrix;

/// <summary>Why cells are not green.</summary>
/// <param name="Sdk">The SDK, or what its name begins with.</param>
/// <param name="Feature">The feature; null for any.</param>
/// <param name="Sign">A part of what goes wrong: what goes wrong in another way has no reason.</param>
/// <param name="Shown">What the document says in the cell: <c>part</c> where all but a detail is right, <c>no</c> elsewhere.</param>
/// <param name="Text">The reason, for the reader of the document.</param>
internal sealed record MatrixReason(string Sdk, string? Feature, string Sign, string Shown, string Text)
{
    private const string Part = "part";
    private const string No = "**no**";

    /// <summary>Every reason there is.</summary>
    public static IReadOnlyList<MatrixReason> All { get; } =
    [
        new("@mistralai/mistralai", MatrixFeatures.Image, "the provider did not get the picture in `messages.content.image_url.url`", No, MistralPicture),
        new("ai with @ai-sdk/mistral", MatrixFeatures.Image, "the provider did not get the picture in `messages.content.image_url.url`", No, MistralPicture),
        new("@mistralai/mistralai", MatrixFeatures.Tools, "ZodError", No, "In a stream the SDK reads a tool's call only where each piece has the tool's name; in OpenAI's dialect, which is asked here, only the first has it. Unstreamed calls are read."),
        new("@mistralai/mistralai", null, "the answer's tokens were not told", Part, MistralUsage),
        new("ai with @ai-sdk/mistral", null, "the answer's tokens were not told", Part, MistralUsage),
        new("ai with @ai-sdk/mistral", MatrixFeatures.Error, "the SDK told '", Part, "Class and status are right, the message is the status's: the SDK reads messages only in Mistral's own form; an error in OpenAI's crosses as it is."),
        new("@langchain/anthropic", MatrixFeatures.Stream, "the answer's tokens were 95", Part, "The SDK adds the tokens of a stream's first event to those of the last, which hold them already."),
        new("@langchain/google-genai", null, "the answer's tokens were ", Part, "The SDK counts an answer's tokens without those of its reasoning."),
    ];

    private const string MistralPicture =
        "Mistral writes `image_url` as a text, OpenAI as an object. Both are OpenAI's dialect to Penstock, and in one dialect the client's bytes go on as they are. Other dialects get the picture.";

    private const string MistralUsage =
        "In a stream of OpenAI's dialect usage is told only when `stream_options` asks for it; the SDK, which knows Mistral only, does not ask. It is in the call's record.";

    /// <summary>The reason of what went wrong; null when there is none.</summary>
    public static MatrixReason? Of(string sdk, MatrixVerdict verdict) => verdict.Wrong is not { } wrong ? null : All.FirstOrDefault(reason =>
        sdk.StartsWith(reason.Sdk, StringComparison.Ordinal)
        && (reason.Feature is null || reason.Feature == verdict.Recording.Feature)
        && wrong.Contains(reason.Sign, StringComparison.Ordinal));
}
