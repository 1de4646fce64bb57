namespace Penstock.Conformance.Matrix;

/// <summary>What an SDK told its program, in one form for all SDKs.</summary>
/// <param name="Text">The answer's text.</param>
/// <param name="Calls">The tools that the model calls.</param>
/// <param name="Finish">Why the answer ended, in the SDK's word.</param>
/// <param name="Output">The tokens of the answer.</param>
/// <param name="Error">What the SDK raised.</param>
internal sealed record MatrixAnswer(string Text, IReadOnlyList<MatrixToolCall> Calls, string? Finish, long? Output, MatrixError? Error)
{
    /// <summary>The SDK raised something.</summary>
    public static MatrixAnswer Raised(Exception error, int? status) => new("", [], null, null, new(error.GetType().Name, status, error.Message));
}
