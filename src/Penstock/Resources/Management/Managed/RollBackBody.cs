using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management.Managed;

/// <summary><c>{"version":3}</c>: which version to go back to.</summary>
internal sealed record RollBackBody(long Version)
{
    /// <summary>Reads it.</summary>
    public static (RollBackBody? Body, CallError? Error) Read(JsonElement body)
    {
        var members = new MemberReader(body);
        members.Only(["version"], "There is no such member. Known is:");
        if (!members.Has("version", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var version) || version < 1)
        {
            version = 0;
            members.Refuse("version", "int_type", "It must be the number of a version, such as 3.");
        }

        return members.FirstError is { } error ? (null, error) : (new RollBackBody(version), null);
    }
}
