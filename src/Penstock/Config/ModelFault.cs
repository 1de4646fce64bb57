namespace Penstock.Config;

/// <summary>What keeps a model file from being served.</summary>
/// <param name="Key">The key of the model's configuration that is at fault; null when the file is.</param>
/// <param name="What">What is wrong, without a full stop.</param>
internal sealed record ModelFault(string? Key, string What)
{
    /// <inheritdoc/>
    public override string ToString() => Key is null ? What : $"{Key}: {What}";
}
