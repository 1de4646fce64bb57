namespace Penstock.Server.Calling;

/// <summary>Where a model is on a server.</summary>
internal static class ModelPath
{
    /// <summary>What it is. Slashes and colons may stand in an address as they are.</summary>
    public static string Of(string model) =>
        "/models/" + Uri.EscapeDataString(model).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);

    /// <summary>Where it is called.</summary>
    public static string Invoke(string model) => Of(model) + "/invoke";
}
