namespace Penstock.Gateways.Engines.Services;

/// <summary>What a server says of itself, as far as it is known.</summary>
/// <param name="Value">What it says; null when nothing could be had yet.</param>
/// <param name="Problem">Why the last attempt brought nothing, as a part of a sentence; null when it did.</param>
internal sealed record Description<T>(T? Value, string? Problem)
    where T : class;
