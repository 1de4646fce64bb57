namespace Penstock.Domain.Money;

/// <summary>A price that the operator gives for models of a provider, in the place of the shipped one.</summary>
internal sealed record PriceOverride
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The provider, by its name here or by that of its shipped list; null for every one.</summary>
    public string? Provider { get; init; }

    /// <summary>The model's name at the provider; one that ends in <c>*</c> stands for all that begin so.</summary>
    public required string Model { get; init; }

    /// <summary>The price.</summary>
    public required OwnPrice Price { get; init; }

    /// <summary>How exactly it names a model at a provider; null when it does not mean it.</summary>
    public int? Fit(string provider, string? list, string model)
    {
        if (Provider is not null && Provider != provider && Provider != list)
        {
            return null;
        }

        var exact = !Model.EndsWith('*');
        var fits = exact ? string.Equals(Model, model, StringComparison.OrdinalIgnoreCase) : model.StartsWith(Model[..^1], StringComparison.OrdinalIgnoreCase);
        return fits ? (exact ? 1_000_000 : Model.Length * 2) + (Provider is null ? 0 : 1) : null;
    }
}
