using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Penstock.Tests.Gateways.Engines.Functions;

/// <summary>An animal, to be priced.</summary>
/// <param name="Name" example="Bo">What it is called.</param>
/// <param name="Age">In years.</param>
/// <param name="Tags">What else is said of it.</param>
/// <param name="Size">How large it is.</param>
/// <param name="Email">Whom to ask.</param>
/// <param name="Children">Its own.</param>
public sealed record Animal(
    [MinLength(2), MaxLength(5), RegularExpression("[A-Z][a-z]+")] string Name,
    [Range(0, 30, MaximumIsExclusive = true)] int Age,
    [Length(1, 2)] IReadOnlyList<string> Tags,
    [AllowedValues("small", "large")] string Size = "small",
    [EmailAddress] string? Email = null,
    IReadOnlyList<Animal>? Children = null)
{
    /// <summary>What it weighs, in kilograms.</summary>
    /// <example>7.5</example>
    [Range(typeof(decimal), "0.5", "100")]
    public decimal Weight { get; init; } = 5;

    [Description("How often."), DefaultValue(2), Required]
    public int Times { get; init; }

    [Strict]
    public bool Tame { get; init; }
}
