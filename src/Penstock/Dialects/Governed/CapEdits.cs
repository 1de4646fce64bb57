using System.Text;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Governed;

/// <summary>
/// Tells a provider of the client's own dialect the call's output cap: the value in the client's body is lowered, or the member put in. Only those
/// bytes change, and none where the client's own cap is low enough.
/// </summary>
internal static class CapEdits
{
    /// <summary>Adds the edits that a call's cap needs: none where it has none.</summary>
    /// <param name="edits">Takes them.</param>
    /// <param name="call">The call.</param>
    /// <param name="governed">What was found in its body.</param>
    /// <param name="name">What the provider calls the cap.</param>
    /// <param name="usual">What is written where neither the body nor the model's configuration says how much; null for the cap itself.</param>
    public static void Apply(BodyEdits edits, Call call, in GovernedBody governed, CapName name, long? usual = null)
    {
        if (call.Head.Capability is not (Capability.Chat or Capability.Completions) || call.State.OutputCapPerChoice is not { } most)
        {
            return;
        }

        var unsaid = Math.Min(most, call.State.Model?.MaxOutputTokens ?? usual ?? most);
        var said = false;
        var lowest = most;
        for (var i = 0; i < governed.CapCount; i++)
        {
            var cap = governed.Caps[i];
            var heeded = cap.Name == name.Name || cap.Name == name.Also;
            said |= heeded;
            lowest = Math.Min(lowest, cap.Value is >= 0 and { } own ? own : unsaid);
            if (cap.Value is null or < 0 || cap.Value > most)
            {
                edits.Replace(cap.Start..cap.End, Digits(cap.Value > most ? most : unsaid));
            }
        }

        if (!said)
        {
            lowest = Math.Min(lowest, Put(edits, governed, name, most, unsaid));
        }

        if (governed.Thinking is not null && governed.ThinkingBudget >= lowest && (governed.OutputCap is not { } asked || asked > governed.ThinkingBudget))
        {
            Think(edits, governed, lowest);
        }
    }

    private static long Put(BodyEdits edits, in GovernedBody governed, CapName name, long most, long unsaid)
    {
        for (var i = 0; i < governed.CapCount; i++)
        {
            // A member that the provider does not know would cap nothing.
            var cap = governed.Caps[i];
            if (cap.Name == name.Renamed)
            {
                var value = cap.Value is >= 0 and { } own ? Math.Min(own, most) : unsaid;
                edits.Replace(cap.NameStart..cap.End, Named(name.Name, value));
                return value;
            }
        }

        var member = Named(name.Name, unsaid);
        if (name.Config is null)
        {
            edits.Put(governed.Brace + 1, member);
        }
        else if (governed.ConfigIsObject)
        {
            edits.Put(governed.ConfigValue.Start.Value + 1, member);
        }
        else if (governed.Config is not null)
        {
            edits.Replace(governed.ConfigValue, "{"u8.ToArray(), member, "}"u8.ToArray());
        }
        else
        {
            edits.Put(governed.Brace + 1, Encoding.ASCII.GetBytes($"\"{name.Config}\":{{\"{name.Name}\":{unsaid}}}"));
        }

        return unsaid;
    }

    // DIALECT: a budget of thinking must be below max_tokens and no less than 1024 ("Extended thinking"); where both cannot be, nothing is thought.
    private static void Think(BodyEdits edits, in GovernedBody governed, long lowest)
    {
        if (AnthropicDialect.BudgetBelow(lowest) is { } budget)
        {
            edits.Replace(governed.ThinkingBudgetValue, Digits(budget));
        }
        else
        {
            // OpenRouter's "reasoning" is turned off in other words: openrouter.ai/docs/use-cases/reasoning-tokens.
            edits.Replace(governed.ThinkingValue, governed.Thinking == "thinking" ? "{\"type\":\"disabled\"}"u8.ToArray() : "{\"enabled\":false}"u8.ToArray());
        }
    }

    private static byte[] Digits(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        return value.TryFormat(digits, out var length) ? digits[..length].ToArray() : [];
    }

    private static byte[] Named(string name, long value) => [.. BodyEdits.Quote(name), (byte)':', .. Digits(value)];
}
