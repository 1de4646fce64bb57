using Penstock.Domain.Models;

namespace Penstock.Server.Inspecting;

/// <summary>Whether rows of several calls may run together: where every tensor's first dimension is open.</summary>
internal static class BatchRule
{
    /// <summary>Why not; null when they may.</summary>
    public static string? Obstacle(Signature signature)
    {
        foreach (var (field, what) in signature.Inputs.Where(field => !field.Optional).Select(field => (field, "input")).Concat(signature.Outputs.Select(field => (field, "output"))))
        {
            var obstacle = field.AnyRank ? "may have any shape" : field.Shape.Count == 0 ? "is a single value" : field.Shape[0].Size is { } size ? $"has a first dimension of {size}" : null;
            if (obstacle is not null)
            {
                return $"the {what} '{field.Name}' {obstacle}";
            }
        }

        return null;
    }
}
