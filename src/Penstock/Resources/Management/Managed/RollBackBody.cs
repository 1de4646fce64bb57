using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management.Managed;

/// <summary><c>{"version":3}</c>: which version to go back to.</summary>
internal sealed record RollBackBody(long Version)
{
    /// <summary>Reads it.</summary>
    public static (RollBackBody? Body, CallError? Error) Read(JsonElement body)
    {
        var mistakes = body.EnumerateObject().Where(member => member.Name != "version")
            .Select(member => new InputMistake(member.Name, "extra_forbidden", "There is no such member. Known is: version.")).ToList();
        if (!body.TryGetProperty("version", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var version) || version < 1)
        {
            version = 0;
            mistakes.Add(new InputMistake("version", "int_type", "It must be the number of a version, such as 3."));
        }

        return mistakes.Count == 0 ? (new RollBackBody(version), null) : (null, new CallError(ErrorKind.InvalidInput, $"'{mistakes[0].Path}': {mistakes[0].Message}") { Mistakes = mistakes });
    }
}
