using Penstock.Config;
using Penstock.Domain.Models;
using Penstock.Server.Cli;
using Penstock.Server.Inspecting;

namespace Penstock.Server.Serving;

/// <summary>What a person needs at start: the address, the key when it is new, and a first call.</summary>
internal static class Banner
{
    private const int MostElements = 32;
    private const string BoxedIris = "{\"sepal_length\":5.1,\"sepal_width\":3.5,\"petal_length\":1.4,\"petal_width\":0.2}";

    /// <summary>Prints it.</summary>
    public static void Print(Terminal terminal, WebApplication app, string? newAdminKey, ServerArguments arguments, IReadOnlyList<OnnxModelConfig> files)
    {
        string[] addresses = [.. app.Urls];
        var address = addresses[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
        var given = terminal.Variable(ConfigOverrides.AdminKey) is not null;
        var models = app.Services.GetRequiredService<CatalogSource>().Current;
        var output = terminal.Out;
        output.WriteLine($"Penstock listens on {string.Join(" and ", addresses)}");
        output.WriteLine($"  documentation   {address}/docs");
        output.WriteLine($"  models          {string.Join(", ", Shown(models, files))}");
        output.WriteLine($"  configuration   {arguments.ConfigFile ?? "none"}");
        output.WriteLine($"  data            {Path.GetFullPath(arguments.Data)}");
        output.WriteLine(newAdminKey is not null
            ? $"  admin key       {newAdminKey}   (shown this once; keep it)"
            : given ? "  admin key       the one in PENSTOCK_ADMIN_KEY" : "  admin key       the one printed at first start (lost it? penstock admin-key --reset)");
        output.WriteLine();
        if (FirstCall(models, files) is var (model, body))
        {
            output.WriteLine("Call it:");
            output.WriteLine($"  curl {address}/models/{model}/invoke -H 'Authorization: Bearer {newAdminKey ?? "'\"$PENSTOCK_ADMIN_KEY\"'"}' \\");
            output.WriteLine($"    -H 'Content-Type: application/json' -d '{body.Replace("'", "'\\''", StringComparison.Ordinal)}'");
            output.WriteLine();
        }

        output.Flush();
    }

    // The files first, then a few of the rest.
    private static IEnumerable<string> Shown(ModelCatalog models, IReadOnlyList<OnnxModelConfig> files)
    {
        const int Most = 10;
        string[] names = [.. files.Select(file => file.Id).Union(models.All.Select(model => model.Id))];
        return names.Length <= Most + 1 ? names : names.Take(Most).Append($"… ({names.Length} in all)");
    }

    // Of the first file, else of the box's iris: a call that works when pasted.
    private static (string Model, string Body)? FirstCall(ModelCatalog models, IReadOnlyList<OnnxModelConfig> files)
    {
        var id = files.Count > 0 ? files[0].Id : "iris";
        return models.Find(id) switch
        {
            // It is loaded when it is called; telling its signature would load it now.
            { Source: "box" } => (id, BoxedIris),
            { Signature: { } signature } when ExampleBody.Of(signature, MostElements) is { } body => (id, body),
            _ => null,
        };
    }
}
