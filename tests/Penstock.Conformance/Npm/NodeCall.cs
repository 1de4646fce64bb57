using System.Text.Json;

namespace Penstock.Conformance.Npm;

/// <summary>One call for <c>openai.mjs</c>.</summary>
/// <param name="Does">The operation, as it is named there.</param>
/// <param name="Key">The key to call with.</param>
/// <param name="Args">The SDK's own arguments.</param>
/// <param name="LeaveAfter">For the operation that leaves in mid-stream: after how many chunks.</param>
internal sealed record NodeCall(string Does, string Key, object? Args = null, int? LeaveAfter = null)
{
    /// <summary>By it the provider's log is searched.</summary>
    public string Mark { get; } = Guid.NewGuid().ToString();

    /// <summary>Made of a JSON text, for arguments that are easier to read so.</summary>
    public static NodeCall Of(string does, string key, string args) => new(does, key, JsonDocument.Parse(args).RootElement);
}
