namespace Penstock.Dialects.Converse;

/// <summary>Penstock's own form of a conversation: small, fixed and validated, the same for every provider.</summary>
internal static class ConverseDialect
{
    /// <summary>The name in records. It is Penstock's own, so no provider speaks it.</summary>
    public const string Name = "penstock";
}
