using System.Text;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>
/// A call that a version must answer before it serves: <c>{"input":…,"output":…,"tolerance":1e-4}</c>, the input as the model's own address
/// takes it and the output, which may be left out, as it gives it.
/// </summary>
/// <param name="Input">The body of a call.</param>
/// <param name="Output">What must come; null for anything but an error.</param>
/// <param name="Tolerance">How far numbers may differ, in units of the larger of 1 and the number expected.</param>
internal sealed record GoldenSample(byte[] Input, JsonElement? Output, double Tolerance)
{
    private const double Usual = 1e-4;

    /// <summary>Reads a sample; the error says what is wrong with the file.</summary>
    public static (GoldenSample? Sample, string? Error) Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("input", out var input))
            {
                return (null, Wrong(path, "it has no member 'input'"));
            }

            if (root.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => name is not ("input" or "output" or "tolerance")) is { } unknown)
            {
                return (null, Wrong(path, $"it has an unknown member '{unknown}'; known are input, output, tolerance"));
            }

            var tolerance = Usual;
            if (root.TryGetProperty("tolerance", out var given) && !(given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out tolerance) && tolerance >= 0))
            {
                return (null, Wrong(path, "its tolerance is not a number of 0 or more"));
            }

            return (new GoldenSample(Encoding.UTF8.GetBytes(input.GetRawText()), root.TryGetProperty("output", out var output) ? output.Clone() : null, tolerance), null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, Wrong(path, problem.Message.TrimEnd('.')));
        }
    }

    /// <summary>Runs the sample; says why the model is refused, or null.</summary>
    public async ValueTask<string?> RunAsync(Model model, TimeProvider time, CancellationToken ct)
    {
        await using var result = await WarmUp.CallAsync(model, new PredictRequest(Input), time, ct);
        if (result is CallResult.Failed { Error: var error })
        {
            var first = error.Mistakes.Count > 0 ? $" {error.Mistakes[0].Path}: {error.Mistakes[0].Message}" : "";
            return $"the golden sample failed: {error.Message}{first}";
        }

        if (Output is not { } expected)
        {
            return null;
        }

        if (result is not CallResult.Unary { Answer.Output: PredictOutput output })
        {
            return "the golden sample gave no typed answer";
        }

        using var written = new PooledBytes();
        PredictWriter.Write(written, output, model.Signature!);
        using var actual = JsonDocument.Parse(written.Memory);
        return JsonDifference.Find(expected, actual.RootElement, Tolerance) is { } difference ? $"the golden sample's {difference}" : null;
    }

    private static string Wrong(string path, string what) => $"the golden sample {Path.GetFileName(path)} cannot be used: {what}";
}
