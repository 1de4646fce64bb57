namespace Penstock.Domain.Money;

/// <summary>What something cost, by kind, in the currency of its price. Not rounded.</summary>
/// <param name="Input">For what went in: text, cached, cache-write, audio and image input.</param>
/// <param name="Output">For what came out: text, reasoning, audio and image output.</param>
/// <param name="Other">For the rest: the request itself, tools, time, data out.</param>
public readonly record struct CallCost(decimal Input, decimal Output, decimal Other = 0)
{
    /// <summary>All of it.</summary>
    public decimal Total => Input + Output + Other;

    /// <summary>Both together.</summary>
    public static CallCost operator +(CallCost left, CallCost right) => new(left.Input + right.Input, left.Output + right.Output, left.Other + right.Other);
}
