using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>A body in a model's own format, of which there is one a family.</summary>
internal static class NativeBody
{
    private static readonly CallError s_untranslated = new(
        ErrorKind.InvalidRequest,
        "The body of 'invoke' is a model's own, this model does not run at Bedrock, and bodies of this kind are not translated. Call 'converse' or 'converse-stream', which have one body for all models.")
    {
        Code = Unsupported.FeatureCode,
    };

    /// <summary>Reads it for a provider that is not Bedrock.</summary>
    public static (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => (null, s_untranslated);
}
