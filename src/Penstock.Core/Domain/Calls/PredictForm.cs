namespace Penstock.Domain.Calls;

/// <summary>How a caller gave a typed input.</summary>
/// <param name="Layout">Row by row or tensor by tensor.</param>
/// <param name="Enveloped">Whether it was the member <c>inputs</c> of an object; the answer is then the member <c>outputs</c>.</param>
public readonly record struct PredictForm(PredictLayout Layout, bool Enveloped = false);
