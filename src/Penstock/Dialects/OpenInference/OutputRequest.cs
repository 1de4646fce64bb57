namespace Penstock.Dialects.OpenInference;

/// <summary>How an output is asked for.</summary>
/// <param name="Name">Its name.</param>
internal sealed record OutputRequest(string Name)
{
    /// <summary>Whether as bytes behind the JSON; null for what the whole request says.</summary>
    internal bool? Binary { get; init; }

    /// <summary>Whether texts are given as base64.</summary>
    internal bool Base64 { get; init; }

    /// <summary>How many classes are asked for, the likeliest first, instead of the numbers; 0 for the numbers.</summary>
    internal int Classes { get; init; }
}
