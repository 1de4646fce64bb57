using System.Text.Json.Nodes;
using Penstock.Domain.Calls;
using Penstock.Gateways.Network;

namespace Penstock.Config.Governance;

/// <summary>Looks where the names in a body from the management API lead. What an address shows as it is written is refused where it is read.</summary>
internal static class AddressChecks
{
    /// <summary>The addresses that lead inside.</summary>
    /// <param name="guard">What knows the networks inside.</param>
    /// <param name="body">The body: a JSON object.</param>
    /// <param name="members">Its members that are addresses.</param>
    public static async ValueTask<IReadOnlyList<InputMistake>> CheckAsync(NetworkGuard guard, string body, params string[] members)
    {
        var (mistakes, read) = (new List<InputMistake>(), JsonNode.Parse(body));
        foreach (var member in members)
        {
            if (read?[member] is JsonValue value && value.TryGetValue(out string? text) && Uri.TryCreate(text, UriKind.Absolute, out var address)
                && guard.Refusal(address) is null && await guard.RefusalAsync(address, CancellationToken.None) is { } refusal)
            {
                mistakes.Add(Mistake(member, "address_refused", refusal, text));
            }
        }

        return mistakes;
    }

    /// <summary>A refusal of the guard's as a mistake in a member.</summary>
    public static InputMistake Mistake(string member, string code, string refusal, string address) =>
        new(member, code, $"{char.ToUpperInvariant(refusal[0])}{refusal[1..]}.", $"\"{address}\"");
}
