using Penstock.Config;

namespace Penstock.Server;

/// <summary>What a person needs at start: the address, the key when it is new, and a first call.</summary>
internal static class Banner
{
    /// <summary>Prints it.</summary>
    public static void Print(TextWriter output, IReadOnlyList<string> addresses, string? newAdminKey, ServerArguments arguments)
    {
        var address = addresses[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
        var given = Environment.GetEnvironmentVariable("PENSTOCK_ADMIN_KEY") is { Length: > 0 };
        output.WriteLine($"Penstock listens on {string.Join(" and ", addresses)}");
        output.WriteLine($"  documentation   {address}/docs");
        output.WriteLine($"  configuration   {arguments.ConfigFile ?? "none: the models in the box, iris and guide"}");
        output.WriteLine($"  data            {Path.GetFullPath(arguments.Data)}");
        output.WriteLine(newAdminKey is not null
            ? $"  admin key       {newAdminKey}   (shown this once; keep it)"
            : given ? "  admin key       the one in PENSTOCK_ADMIN_KEY" : "  admin key       the one printed at first start (lost it? penstock admin-key --reset)");
        output.WriteLine();
        output.WriteLine("Call it:");
        output.WriteLine($"  curl {address}/models/iris/invoke -H 'Authorization: Bearer {newAdminKey ?? "'\"$PENSTOCK_ADMIN_KEY\"'"}' \\");
        output.WriteLine("    -H 'Content-Type: application/json' -d '{\"sepal_length\":5.1,\"sepal_width\":3.5,\"petal_length\":1.4,\"petal_width\":0.2}'");
        output.WriteLine();
        output.Flush();
    }
}
