namespace Penstock.Domain.Calls;

/// <summary>An error as a value: what went wrong, for whom, and what to do about it.</summary>
/// <param name="Kind">Which of the catalogue's errors this is.</param>
/// <param name="Message">One or two sentences for the caller: what is wrong and how to mend it. Never a secret, never content.</param>
public sealed record CallError(ErrorKind Kind, string Message)
{
    /// <summary>The member or parameter at fault, as the caller wrote it; null when it is not about one.</summary>
    public string? Param { get; init; }

    /// <summary>A more exact code than the kind's, where there is one.</summary>
    public string? Code { get; init; }

    /// <summary>How long to wait before the same call may succeed; null when that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The verbs that would be right, for <see cref="ErrorKind.MethodNotAllowed"/>.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The old and the new name, where the model was renamed: what is at an address of the old name is at the same of the new one. Null otherwise.</summary>
    public (string Old, string New)? Renamed { get; init; }

    /// <summary>Every mistake of the input at once, for <see cref="ErrorKind.InvalidInput"/>, and where it is not JSON.</summary>
    public IReadOnlyList<InputMistake> Mistakes { get; init; } = [];

    /// <summary>What the provider answered, for <see cref="ErrorKind.ProviderError"/>.</summary>
    public ProviderFault? Provider { get; init; }

    /// <summary>Another HTTP status than the kind's, where the operator wants one; null otherwise.</summary>
    public int? OtherStatus { get; init; }

    /// <summary>The HTTP status to answer with: the provider's own where it is passed on.</summary>
    public int Status => OtherStatus ?? Provider?.Status ?? Kind.Status();
}
