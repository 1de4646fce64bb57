namespace Penstock.Domain.Access;

/// <summary>Who calls.</summary>
/// <param name="Key">The key that was presented.</param>
public sealed record Caller(ApiKey Key)
{
    /// <summary>Whether this caller may call a model of this name, whether or not it exists.</summary>
    public bool MayCall(string model)
    {
        if (Key.IsAdmin || Key.AllowedModels is not { } allowed)
        {
            return true;
        }

        foreach (var pattern in allowed)
        {
            if (pattern.EndsWith('*') ? model.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1)) : model == pattern)
            {
                return true;
            }
        }

        return false;
    }
}
