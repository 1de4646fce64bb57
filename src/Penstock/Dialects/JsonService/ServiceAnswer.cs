using Penstock.Domain.Calls;

namespace Penstock.Dialects.JsonService;

/// <summary>A service's answer: one JSON value, passed through as it came.</summary>
/// <param name="body">The bytes, checked to be JSON.</param>
/// <param name="form">How the input was given.</param>
internal sealed class ServiceAnswer(PooledBytes body, PredictForm form) : Answer
{
    /// <summary>The name of the one output.</summary>
    public const string Result = "result";

    /// <inheritdoc/>
    public override CallOutput Output => new PredictOutput(form, [new JsonText(Result, body.Memory)]);

    /// <inheritdoc/>
    public override void Dispose() => body.Dispose();
}
