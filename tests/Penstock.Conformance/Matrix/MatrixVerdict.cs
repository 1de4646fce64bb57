using System.Text.Json.Nodes;

namespace Penstock.Conformance.Matrix;

/// <summary>What came of one cell.</summary>
/// <param name="Recording">What it was to come of.</param>
/// <param name="Wrong">What was not as it should be; null for nothing.</param>
internal sealed record MatrixVerdict(MatrixRecording Recording, string? Wrong)
{
    /// <summary>Judges what an SDK told and what the provider got.</summary>
    /// <param name="sdk">The SDK.</param>
    /// <param name="recording">The recording.</param>
    /// <param name="answer">What the SDK told.</param>
    /// <param name="exchange">What the provider answered with; null when it was not asked.</param>
    /// <param name="sent">What it was asked.</param>
    public static MatrixVerdict Of(string sdk, MatrixRecording recording, MatrixAnswer answer, string? exchange, JsonNode? sent) => new(
        recording,
        (recording.Feature == MatrixFeatures.Error ? WrongError(sdk, recording, answer) : WrongAnswer(recording, answer))
        ?? (exchange != recording.Exchange ? $"the provider was asked for {exchange ?? "nothing"}" : null)
        ?? (SentFeature.Missing(recording.Provider, recording.Feature, sent) is { } missing ? $"the provider did not get {missing}: {sent?.ToJsonString()}" : null)
        ?? WrongDetail(recording, answer));

    private static string? WrongError(string sdk, MatrixRecording recording, MatrixAnswer answer) => answer.Error switch
    {
        null => "the SDK raised nothing",
        { } error when !MatrixSdks.Classes(sdk, recording.Status).Contains(error.Name) => $"the SDK raised {error.Name} ({error.Status}): {error.Message}",
        { Status: var status } when status != recording.Status => $"the SDK told status {status}",
        _ => null,
    };

    private static string? WrongAnswer(MatrixRecording recording, MatrixAnswer answer) => answer switch
    {
        { Error: { } error } => IsReadButNoJson(recording, error) ? null : $"{error.Name} ({error.Status}): {error.Message}",
        _ when recording.Length > 0 && (answer.Text.Length != recording.Length || !answer.Text.StartsWith(recording.Begins, StringComparison.Ordinal)) => $"the text was '{answer.Text}'",
        _ when !SameCalls(recording.Calls, answer.Calls) => $"the calls were {string.Join(", ", answer.Calls)}",
        { Finish: null or "" } => "no end was told",
        _ => null,
    };

    // What matters less than the rest is looked at last: it must not hide the rest.
    private static string? WrongDetail(MatrixRecording recording, MatrixAnswer answer) => answer switch
    {
        { Error: { } error } when recording.Feature == MatrixFeatures.Error => error.Message.Contains(recording.Begins, StringComparison.Ordinal) ? null : $"the SDK told '{error.Message}'",
        { Error: not null } => null,
        _ when recording.Output is { } output && answer.Output != output => $"the answer's tokens were {(answer.Output is { } told ? $"{told}" : "not told")}",
        _ => null,
    };

    // The recording is of a text, and the SDK hands out JSON only: it names the text that it has read.
    private static bool IsReadButNoJson(MatrixRecording recording, MatrixError error) =>
        recording is { SentOnly: true, Feature: MatrixFeatures.Structured } && error.Name == "SyntaxError" && error.Message.Contains('"' + recording.Begins[..9], StringComparison.Ordinal);

    private static bool SameCalls(IReadOnlyList<MatrixToolCall> recorded, IReadOnlyList<MatrixToolCall> told) =>
        recorded.Count == told.Count && recorded.Zip(told).All(pair =>
            pair.First.Name == pair.Second.Name && JsonNode.DeepEquals(JsonNode.Parse(pair.First.Input), JsonNode.Parse(pair.Second.Input)));
}
