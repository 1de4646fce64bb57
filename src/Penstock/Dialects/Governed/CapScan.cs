using System.Globalization;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Governed;

/// <summary>Reads the members that say how much may be written and how often, and what else a call's cost hangs on.</summary>
internal static class CapScan
{
    // A provider that draws more answers for one request there is none.
    private const long MostChoices = 100_000;

    /// <summary>Reads a member. The reader is a copy: whoever called skips the value itself.</summary>
    public static CallError? Take(Utf8JsonReader reader, GovernedMembers members, MemberRole role, string name, int place, ref GovernedBody found)
    {
        switch (role)
        {
            case MemberRole.Cap or MemberRole.OtherCap:
                return TakeCap(reader, members, name, name, place, role == MemberRole.Cap, ref found);
            case MemberRole.Choices:
                return TakeChoices(reader, members, name, ref found);
            case MemberRole.Config:
                return TakeConfig(reader, members, name, ref found);
            case MemberRole.ModelFields:
                return TakeModelFields(reader, name, ref found);
            case MemberRole.Thinking:
                return TakeThinking(reader, name, name, ref found);
            case MemberRole.Prompt:
                TakePrompt(reader, ref found);
                return null;
            case MemberRole.Kept:
                found.Measure.IsKept |= reader.TokenType is not JsonTokenType.Null;
                return null;
            case MemberRole.Hosted:
                found.Measure.IsOpen |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                return null;
            case MemberRole.Tools:
                ToolWalk.Take(reader, ref found.Measure);
                return null;
            case MemberRole.Prediction:
                found.PredictionBytes = Length(reader);
                return null;
            case MemberRole.Query:
                found.Measure.RepeatedBytes = Length(reader) * Math.Max(1, found.Measure.RepeatedBytes);
                return null;
            case MemberRole.Documents:
                found.Measure.RepeatedBytes = Items(reader) * Math.Max(1, found.Measure.RepeatedBytes);
                return null;
            default:
                return null;
        }
    }

    private static CallError? TakeCap(in Utf8JsonReader reader, GovernedMembers members, string name, string path, int place, bool counts, ref GovernedBody found)
    {
        if (!TryWhole(reader, members.NumbersAsText, out var value))
        {
            return GovernedScan.Wrong(path, "a whole number of tokens");
        }

        if (value < (members.NoughtIsNoLimit ? 1 : 0))
        {
            if (!members.NoughtIsNoLimit)
            {
                return GovernedScan.Wrong(path, "a whole number of tokens, not below nought");
            }

            value = -1;
        }

        if (found.CapCount == CapMembers.Length)
        {
            return GovernedScan.Wrong(path, "the only member that says the most tokens");
        }

        found.Caps[found.CapCount++] = new CapMember(name, place, (int)reader.TokenStartIndex, (int)reader.BytesConsumed, value, counts);
        return null;
    }

    private static CallError? TakeChoices(in Utf8JsonReader reader, GovernedMembers members, string path, ref GovernedBody found)
    {
        if (!TryWhole(reader, members.NumbersAsText, out var value) || value > MostChoices)
        {
            return GovernedScan.Wrong(path, "a whole number of answers");
        }

        // Of what is none at all the provider says so itself.
        found.ChoicesAsked = Math.Max(found.ChoicesAsked, (int)Math.Max(value ?? 1, 1));
        return null;
    }

    private static CallError? TakeConfig(Utf8JsonReader reader, GovernedMembers members, string name, ref GovernedBody found)
    {
        if (found.Config is not null)
        {
            return GovernedScan.Twice(name);
        }

        found.Config = name;
        found.ConfigIsObject = reader.TokenType == JsonTokenType.StartObject;
        var start = (int)reader.TokenStartIndex;
        if (!found.ConfigIsObject)
        {
            found.ConfigValue = start..(int)reader.BytesConsumed;
            return reader.TokenType == JsonTokenType.Null ? null : GovernedScan.Wrong(name, "an object");
        }

        var (caps, choices) = (0, 0);
        CallError? error = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = (int)reader.TokenStartIndex;
            var cap = ConfigCap(ref reader);
            var isChoices = cap is null && (reader.ValueTextEquals("candidateCount"u8) || reader.ValueTextEquals("candidate_count"u8));
            reader.Read();
            if (cap is not null)
            {
                error ??= ++caps > 1 ? GovernedScan.Twice($"{name}.{cap}") : TakeCap(reader, members, cap, $"{name}.{cap}", place, counts: true, ref found);
            }
            else if (isChoices)
            {
                error ??= ++choices > 1 ? GovernedScan.Twice(name + ".candidateCount") : TakeChoices(reader, members, name + ".candidateCount", ref found);
            }

            reader.Skip();
        }

        found.ConfigValue = start..(int)reader.BytesConsumed;
        return error;
    }

    private static string? ConfigCap(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("maxOutputTokens"u8) ? "maxOutputTokens"
        : reader.ValueTextEquals("maxTokens"u8) ? "maxTokens"
        : reader.ValueTextEquals("max_output_tokens"u8) ? "max_output_tokens"
        : reader.ValueTextEquals("maxTokenCount"u8) ? "maxTokenCount"
        : reader.ValueTextEquals("max_new_tokens"u8) ? "max_new_tokens"
        : null;

    // Fields for the model itself may say what Converse has a member for: one of the two would not be seen.
    private static CallError? TakeModelFields(Utf8JsonReader reader, string name, ref GovernedBody found)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isThinking = reader.ValueTextEquals("thinking"u8);
            var member = isThinking ? "thinking" : reader.GetString()!;
            reader.Read();
            if (member is "max_tokens" or "max_completion_tokens" or "max_gen_len" or "maxTokens" or "max_tokens_to_sample" or "max_new_tokens" or "maxTokenCount"
                or "n" or "num_generations" or "numResults" or "textGenerationConfig")
            {
                return GovernedScan.Wrong($"{name}.{member}", "left out: say inferenceConfig.maxTokens");
            }

            if (isThinking && TakeThinking(reader, member, $"{name}.{member}", ref found) is { } error)
            {
                return error;
            }

            if (member == "inferenceConfig" && reader.TokenType == JsonTokenType.StartObject && HoldsCap(reader))
            {
                return GovernedScan.Wrong($"{name}.{member}.maxTokens", "left out: say inferenceConfig.maxTokens");
            }

            reader.Skip();
        }

        return null;
    }

    private static bool HoldsCap(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ConfigCap(ref reader) is not null)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static CallError? TakeThinking(Utf8JsonReader reader, string name, string path, ref GovernedBody found)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var start = (int)reader.TokenStartIndex;
        var budgets = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBudget = reader.ValueTextEquals("budget_tokens"u8) || reader.ValueTextEquals("max_tokens"u8);
            reader.Read();
            if (isBudget && ++budgets > 1)
            {
                return GovernedScan.Twice(path + ".budget_tokens");
            }

            // What is no number is the provider's to refuse.
            if (isBudget && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var budget))
            {
                found.Thinking = name;
                found.ThinkingBudget = budget;
                found.ThinkingBudgetValue = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
            }

            reader.Skip();
        }

        found.ThinkingValue = start..(int)reader.BytesConsumed;
        return null;
    }

    // Several texts are each continued; numbers are one text's tokens.
    private static void TakePrompt(Utf8JsonReader reader, ref GovernedBody found)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            found.Measure.IsKept = true;
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                found.Prompts += reader.TokenType == JsonTokenType.Number ? 0 : 1;
                reader.Skip();
            }
        }
    }

    private static int Length(Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (int)reader.BytesConsumed - start;
    }

    private static long Items(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return 1;
        }

        var items = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items++;
            reader.Skip();
        }

        return items;
    }

    // 1e3 and 10.0 are whole numbers, too, and lenient providers take them; null is none.
    private static bool TryWhole(in Utf8JsonReader reader, bool texts, out long? value)
    {
        value = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                value = whole;
                return true;
            case JsonTokenType.Number when reader.TryGetDecimal(out var number) && number == decimal.Truncate(number) && Math.Abs(number) < long.MaxValue:
                value = (long)number;
                return true;
            case JsonTokenType.String when texts && !reader.ValueIsEscaped
                && decimal.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var text)
                && text == decimal.Truncate(text) && Math.Abs(text) < long.MaxValue:
                value = (long)text;
                return true;
            default:
                return false;
        }
    }
}
