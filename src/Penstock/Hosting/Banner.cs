using Penstock.Config;

namespace Penstock.Hosting;

/// <summary>What a person needs at start: the address, the key when it is new, and first calls.</summary>
internal static class Banner
{
    /// <summary>Prints it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="addresses">Where the server listens.</param>
    /// <param name="newAdminKey">The admin key when it was made just now.</param>
    /// <param name="keyGiven">Whether the environment gives it.</param>
    /// <param name="arguments">Configuration and data.</param>
    /// <param name="models">The models to name.</param>
    /// <param name="calls">Calls that work when they are pasted.</param>
    public static void Print(
        TextWriter output, IReadOnlyList<string> addresses, string? newAdminKey, bool keyGiven, ServerArguments arguments, IEnumerable<string> models, IReadOnlyList<FirstCall> calls)
    {
        var address = addresses[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
        output.WriteLine($"Penstock listens on {string.Join(" and ", addresses)}");
        output.WriteLine($"  documentation   {address}/docs");
        output.WriteLine($"  models          {string.Join(", ", models)}");
        output.WriteLine($"  configuration   {arguments.ConfigFile ?? "none"}");
        output.WriteLine($"  data            {Path.GetFullPath(arguments.Data)}");
        output.WriteLine(newAdminKey is not null
            ? $"  admin key       {newAdminKey}   (shown this once; keep it)"
            : keyGiven ? "  admin key       the one in PENSTOCK_ADMIN_KEY" : "  admin key       the one printed at first start (lost it? penstock admin-key --reset)");
        output.WriteLine();
        if (calls.Count > 0)
        {
            output.WriteLine("Call it:");
            foreach (var call in calls)
            {
                output.WriteLine($"  curl {address}/models/{call.Model}/invoke -H 'Authorization: Bearer {newAdminKey ?? "'\"$PENSTOCK_ADMIN_KEY\"'"}' \\");
                output.WriteLine($"    -H 'Content-Type: application/json' -d '{call.Body.Replace("'", "'\\''", StringComparison.Ordinal)}'");
            }

            output.WriteLine();
        }

        output.Flush();
    }
}
