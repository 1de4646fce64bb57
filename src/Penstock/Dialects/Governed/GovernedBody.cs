using Penstock.Domain.Calls;

namespace Penstock.Dialects.Governed;

/// <summary>The governed members of a request body, and where they stand in its bytes.</summary>
internal struct GovernedBody
{
    /// <summary>The value of <c>model</c>; null when it is absent.</summary>
    public string? Model;

    /// <summary>Where the value of <c>model</c> stands, quotes included; empty when it is absent.</summary>
    public Range ModelValue;

    /// <summary>Whether <c>stream</c> is true.</summary>
    public bool Stream;

    /// <summary>Where the value of <c>stream_options</c> stands; empty when it is absent.</summary>
    public Range StreamOptions;

    /// <summary>Whether <c>stream_options</c> is an object; it may also be null.</summary>
    public bool StreamOptionsIsObject;

    /// <summary>Whether that object has members.</summary>
    public bool StreamOptionsHasMembers;

    /// <summary>The value of <c>stream_options.include_usage</c>; null when it is absent.</summary>
    public bool? IncludeUsage;

    /// <summary>Where that value stands.</summary>
    public Range IncludeUsageValue;

    /// <summary>Where the body's opening brace stands.</summary>
    public int Brace;

    /// <summary>Whether the object has any member.</summary>
    public bool HasMembers;

    /// <summary>The routing members that are present.</summary>
    public List<string>? RoutingMembers;

    /// <summary>The members that say the most tokens of an answer; the first <see cref="CapCount"/> are taken.</summary>
    public CapMembers Caps;

    /// <summary>How many of <see cref="Caps"/> there are.</summary>
    public int CapCount;

    /// <summary>How many answers the body asks for; 0 where it does not say.</summary>
    public int ChoicesAsked;

    /// <summary>How many texts it wants to be continued; 0 where it does not say.</summary>
    public int Prompts;

    /// <summary>The name of the object that holds cap and choices (<c>generationConfig</c>); null when it is absent.</summary>
    public string? Config;

    /// <summary>Where that object's value stands.</summary>
    public Range ConfigValue;

    /// <summary>Whether it is an object; it may also be null.</summary>
    public bool ConfigIsObject;

    /// <summary>The name of the member that says how much to think; null when none has a budget of tokens in it.</summary>
    public string? Thinking;

    /// <summary>Where its value stands.</summary>
    public Range ThinkingValue;

    /// <summary>The budget of tokens in it.</summary>
    public long ThinkingBudget;

    /// <summary>Where that budget stands.</summary>
    public Range ThinkingBudgetValue;

    /// <summary>Bytes of what the answer is predicted to be.</summary>
    public int PredictionBytes;

    /// <summary>What of the input is not bounded by the bytes of its text.</summary>
    public InputMeasure Measure;

    /// <summary>The most tokens of one answer, as far as every provider of the dialect heeds it; null where it does not say.</summary>
    public readonly long? OutputCap
    {
        get
        {
            var (most, said) = (0L, false);
            for (var i = 0; i < CapCount; i++)
            {
                // Of two names a provider may heed either one: the greater counts.
                if (Caps[i] is { Value: { } value } cap)
                {
                    (most, said) = (value < 0 ? long.MaxValue : Math.Max(most, value), said | cap.Counts);
                }
            }

            return said && most < long.MaxValue ? most : null;
        }
    }

    /// <summary>How many answers are drawn, at least one.</summary>
    public readonly int Choices => (int)Math.Min(int.MaxValue, Math.Max(1L, ChoicesAsked) * Math.Max(1, Prompts));
}
