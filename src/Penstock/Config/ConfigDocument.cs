using System.Text;
using Penstock.Config.Kinds;

namespace Penstock.Config;

/// <summary>Writes <c>docs/configuration.md</c> from the reader's own key definitions.</summary>
internal static class ConfigDocument
{
    private const string Head = """
        # Configuration

        One file, `penstock.yaml`, given by `--config FILE` or `$PENSTOCK_CONFIG`; without either, `./penstock.yaml` when it exists. Without a
        file everything has its default. `penstock --check` names every mistake with its line and its fix; `penstock --schema` prints the
        JSON schema (also in `docs/penstock.schema.json`). For completion in an editor begin the file with

        ```yaml
        # yaml-language-server: $schema=penstock.schema.json
        ```

        * **Variables.** `${NAME}` in a value is replaced by the environment variable; `${NAME:-default}` has a default for an unset or empty
          one; `$${` is a literal `${`. It happens after the YAML is parsed, so a value cannot break the file; inside `{ }` and `[ ]` write
          quotes around it. A variable that is not set is a mistake.
        * **Overrides.** The keys with a variable in the tables below can be set by that variable instead; it wins over the file. Providers
          and models are set in the file only. An unknown `PENSTOCK_…` variable is a mistake.
        * **Values.** Durations: `250ms`, `5s`, `2m`, `1h`. Sizes: a number of bytes, `10MB`, `32MiB`. Booleans: `true`, `false`, `on`, `off`,
          `yes`, `no`. Everything else is text as written: `qwen3:8b` needs no quotes. Paths are relative to the file.
        * **Changes.** A changed file is read again within seconds. A file with mistakes changes nothing: the server keeps what it has and logs them.


        """;

    public static string Text()
    {
        var text = new StringBuilder("<!-- Made from src/Penstock/Config by the tests: PENSTOCK_UPDATE_DOCS=1 dotnet test tests/Penstock.Tests --filter ConfigDocument -->\n");
        text.Append(Head.ReplaceLineEndings("\n"));
        var variables = ConfigOverrides.All(ConfigKeys.Root).ToDictionary(known => known.Path, known => known.Variable, StringComparer.Ordinal);
        foreach (var key in ConfigKeys.Root.Keys)
        {
            text.Append($"## `{key.Name}`\n{key.Description}\n\n| key | type | default | what |\n|---|---|---|---|\n");
            Rows(key, key.Name, variables, text);
            text.Append('\n');
        }
        text.Append("## Known providers\nThey need no `dialect` and no `base_url`; those that run locally need no `api_key`.\n\n| name | `base_url` | key | asked for usage in streams |\n|---|---|---|---|\n");
        foreach (var (name, known) in KnownProviders.All.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(known.Unavailable is { } reason
                ? $"| `{name}` | not available | | {reason} |\n"
                : $"| `{name}` | `{known.BaseUrl.ToString().TrimEnd('/')}` | {(known.Local ? "none (local)" : known.KeyVariables.Count == 0 ? "none (the cloud's credentials)" : $"`{known.KeyVariables[0]}`")} | {(known.IncludeUsage ? "yes" : "no")} |\n");
        }
        return text.ToString();
    }

    private static void Rows(ConfigKey key, string path, Dictionary<string, string> variables, StringBuilder text)
    {
        if (key.Of.TakesScalar || key.Of.Keys.Count == 0)
        {
            Row(key, path, variables, text);
        }
        foreach (var below in key.Of.Keys)
        {
            Rows(below, path + key.Of.Infix + below.Name, variables, text);
        }
    }

    private static void Row(ConfigKey key, string path, Dictionary<string, string> variables, StringBuilder text)
    {
        var fallback = key.Required ? "required" : key.Default is { } written ? $"`{written}`" : key.DefaultNote ?? "none";
        var variable = variables.TryGetValue(path, out var name) ? $" Variable: `{name}`." : "";
        text.Append($"| `{path}` | {key.Of.Label} | {fallback} | {key.Description}{variable} |\n");
    }
}
