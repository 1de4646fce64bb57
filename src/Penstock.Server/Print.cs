using Penstock.Config;

namespace Penstock.Server;

/// <summary>The commands that only print.</summary>
internal static class Print
{
    /// <summary>The JSON schema of the configuration.</summary>
    public static int Schema() => Out(ConfigSchema.Text());

    /// <summary>The version.</summary>
    public static int Version() => Out("penstock " + typeof(Print).Assembly.GetName().Version!.ToString(3));

    /// <summary>How to use the command line.</summary>
    public static int Usage() => Out(ServerArguments.Usage.TrimEnd());

    private static int Out(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
