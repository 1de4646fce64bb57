using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>
/// Finds the call id in the scopes around a record: a <c>CallId</c> (see <see cref="Domain.Calls.CallScope"/>), else the <c>RequestId</c> of
/// ASP.NET Core's own scope, which is <c>HttpContext.TraceIdentifier</c> as the server made it. The innermost counts.
/// </summary>
internal sealed class CallIdScope
{
    private string? _callId;
    private string? _requestId;

    /// <summary>The call id, or null outside of a call.</summary>
    public static string? Find(IExternalScopeProvider? scopes)
    {
        if (scopes is null) return null;
        var found = new CallIdScope();
        scopes.ForEachScope(static (scope, found) => found.Look(scope), found);
        return found._callId ?? found._requestId;
    }

    private void Look(object? scope)
    {
        if (scope is not IReadOnlyList<KeyValuePair<string, object?>> pairs) return;
        for (var i = 0; i < pairs.Count; i++)
        {
            var (key, value) = pairs[i];
            if (key == "CallId") _callId = value?.ToString();
            else if (key == "RequestId") _requestId = value?.ToString();
        }
    }
}
