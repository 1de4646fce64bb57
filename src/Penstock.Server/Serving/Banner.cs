using Penstock.Config;
using Penstock.Domain.Models;
using Penstock.Hosting;
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
        var models = app.Services.GetRequiredService<CatalogSource>().Current;
        var keyGiven = terminal.Variable(ConfigOverrides.AdminKey) is not null;
        Hosting.Banner.Print(terminal.Out, [.. app.Urls], newAdminKey, keyGiven, arguments, Shown(models, files), First(models, files) is { } call ? [call] : []);
    }

    // The files first, then a few of the rest.
    private static IEnumerable<string> Shown(ModelCatalog models, IReadOnlyList<OnnxModelConfig> files)
    {
        const int Most = 10;
        string[] names = [.. files.Select(file => file.Id).Union(models.All.Select(model => model.Id))];
        return names.Length <= Most + 1 ? names : names.Take(Most).Append($"… ({names.Length} in all)");
    }

    // Of the first file, else of the box's iris: a call that works when pasted.
    private static FirstCall? First(ModelCatalog models, IReadOnlyList<OnnxModelConfig> files)
    {
        var id = files.Count > 0 ? files[0].Id : "iris";
        return models.Find(id) switch
        {
            // It is loaded when it is called; telling its signature would load it now.
            { Source: "box" } => new FirstCall(id, BoxedIris),
            { Signature: { } signature } when ExampleBody.Of(signature, MostElements) is { } body => new FirstCall(id, body),
            _ => null,
        };
    }
}
