using Swashbuckle.AspNetCore.SwaggerUI;

namespace Penstock.Resources.Documents;

/// <summary>Swagger UI: its own files, out of the package, and the page and script that start it here. Nothing comes from elsewhere.</summary>
internal sealed class SwaggerFiles
{
    private const string Package = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";
    private static readonly string[] Packaged = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "LICENSE", "NOTICE"];
    private readonly Lazy<Dictionary<string, StaticFile>> _files = new(Read);

    /// <summary>The page.</summary>
    public StaticFile Page => _files.Value["index.html"];

    /// <summary>The files' names.</summary>
    public IEnumerable<string> Names => _files.Value.Keys;

    /// <summary>A file; null when there is none of that name.</summary>
    public StaticFile? Find(string name) => _files.Value.GetValueOrDefault(name);

    private static Dictionary<string, StaticFile> Read()
    {
        var files = Packaged.ToDictionary(name => name, name => StaticFile.Read(typeof(SwaggerUIOptions).Assembly, Package + name), StringComparer.Ordinal);
        foreach (var name in (string[])["index.html", "start.js"])
        {
            files.Add(name, StaticFile.Read(typeof(SwaggerFiles).Assembly, "docs/" + name));
        }

        return files;
    }
}
