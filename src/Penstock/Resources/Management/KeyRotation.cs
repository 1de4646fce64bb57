using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>How a key is rotated.</summary>
/// <param name="Overlap">How long the old secret is good too.</param>
internal sealed record KeyRotation(TimeSpan Overlap)
{
    private const string Member = "overlap_seconds";
    private const int Longest = 30 * 24 * 3600;

    /// <summary>Reads the body, which may be left out.</summary>
    public static ValueTask<(KeyRotation? Rotation, CallError? Error)> ReadAsync(HttpContext http) =>
        http.Request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? ValueTask.FromResult<(KeyRotation?, CallError?)>((new KeyRotation(TimeSpan.Zero), null))
            : ManagementBody.ReadAsync(http.Request, Read);

    private static (KeyRotation?, CallError?) Read(JsonElement body)
    {
        var members = new MemberReader(body);
        members.Only([Member], "There is no such member. Known is:", shown: true);
        var seconds = 0;
        if (members.Has(Member, out var value) && !(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out seconds) && seconds is >= 0 and <= Longest))
        {
            members.Refuse(Member, "int_type", $"It must be a whole number of seconds from 0 to {Longest}.", value);
        }

        return members.FirstError is { } error ? (null, error) : (new KeyRotation(TimeSpan.FromSeconds(seconds)), null);
    }
}
