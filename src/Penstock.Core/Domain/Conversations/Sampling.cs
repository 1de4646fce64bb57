namespace Penstock.Domain.Conversations;

/// <summary>How the next token is drawn. Null means: as the provider does by default. Ranges are the provider's to check.</summary>
public sealed record Sampling
{
    /// <summary>Nothing said.</summary>
    public static Sampling Default { get; } = new();

    /// <summary>Flatness of the distribution; 0 is greedy.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling: the probability mass that is drawn from.</summary>
    public double? TopP { get; init; }

    /// <summary>How many of the likeliest tokens are drawn from.</summary>
    public int? TopK { get; init; }

    /// <summary>Penalty for a token by how often it has occurred.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>Penalty for a token that has occurred.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>The seed of the draw.</summary>
    public long? Seed { get; init; }

    /// <summary>What is added to a token's logit, by the token's id as the provider's tokenizer counts.</summary>
    public IReadOnlyDictionary<string, double>? LogitBias { get; init; }
}
