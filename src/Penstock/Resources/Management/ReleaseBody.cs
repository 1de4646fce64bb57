using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Resources.Management;

/// <summary>Reads the bodies that choose versions.</summary>
internal static class ReleaseBody
{
    /// <summary><c>{"version":"3"}</c></summary>
    public static (string? Version, CallError? Error) ReadVersion(JsonElement body)
    {
        var members = new MemberReader(body);
        members.Only(["version"]);
        var version = Version(members);
        return members.FirstError is { } error ? (null, error) : (version, null);
    }

    /// <summary><c>{"version":"3","weight":10}</c></summary>
    public static (CanaryRule? Canary, CallError? Error) ReadCanary(JsonElement body)
    {
        var members = new MemberReader(body);
        members.Only(["version", "weight"]);
        var version = Version(members);
        var weight = 0;
        if (!members.Has("weight", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out weight) || weight is < 0 or > 100)
        {
            members.Refuse("weight", "int_type", "It must be a whole number from 0 to 100: how many of a hundred calls.");
        }

        return members.FirstError is { } error ? (null, error) : (new CanaryRule(version!, weight), null);
    }

    private static string? Version(MemberReader members)
    {
        var version = members.Has("version", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (string.IsNullOrEmpty(version))
        {
            members.Refuse("version", "string_type", "It must be the name of a version, a text such as \"3\".");
        }

        return version;
    }
}
