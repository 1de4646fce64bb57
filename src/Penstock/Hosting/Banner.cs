using Penstock.Config;

namespace Penstock.Hosting;

/// <summary>What a person needs at start: the address, the key when it is new, and first calls.</summary>
internal static class Banner
{
    private const int MostCalls = 8;
    private const int LongestBody = 300;

    /// <summary>Prints it.</summary>
    public static void Print(TextWriter output, IReadOnlyList<string> addresses, string? newAdminKey, ServerArguments arguments, IReadOnlyList<FirstCall> calls, bool ownModels = false)
    {
        var address = addresses[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
        var given = Environment.GetEnvironmentVariable("PENSTOCK_ADMIN_KEY") is { Length: > 0 };
        output.WriteLine($"Penstock listens on {string.Join(" and ", addresses)}");
        output.WriteLine($"  documentation   {address}/docs");
        output.WriteLine($"  configuration   {arguments.ConfigFile ?? (ownModels ? "none: the program's own models" : "none: the models in the box, iris and guide")}");
        output.WriteLine($"  data            {Path.GetFullPath(arguments.Data)}");
        output.WriteLine(newAdminKey is not null
            ? $"  admin key       {newAdminKey}   (shown this once; keep it)"
            : given ? "  admin key       the one in PENSTOCK_ADMIN_KEY" : "  admin key       the one printed at first start (lost it? penstock admin-key --reset)");
        if (calls.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Call it:");
        }

        foreach (var call in calls.Take(MostCalls).Where(call => call.Body.Length <= LongestBody))
        {
            output.WriteLine($"  curl {address}/models/{call.Model}/invoke -H 'Authorization: Bearer {newAdminKey ?? "'\"$PENSTOCK_ADMIN_KEY\"'"}' \\");
            output.WriteLine($"    -H 'Content-Type: application/json' -d '{call.Body.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }

        output.WriteLine();
        output.Flush();
    }
}
