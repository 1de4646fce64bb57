using Penstock.Config;
using Penstock.Gateways.Storage;
using Penstock.Hosting;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary>Serves what the configuration and the command line name, until it is told to end.</summary>
internal sealed class ServeCommand : Command
{
    private static readonly OptionSpec Name = new("--name", "NAME", "the model's name in place of its file's;\nonce for each file, in their order") { Repeats = true };
    private static readonly OptionSpec Check = new("--check", null, "check the configuration and end: 0 when it is good");
    private static readonly OptionSpec Health = new("--health", null, "ask the server that runs with these settings whether it takes calls: 0 when it does");
    private static readonly OptionSpec Schema = new("--schema", null, "print the JSON schema of the configuration");

    public override CommandSpec Spec { get; } = new("serve", "serve ONNX files and what the configuration declares")
    {
        Synopsis = ["serve [FILE.onnx|FOLDER …] [--name NAME] [options]", "[options]"],
        Text = "Each file becomes a model of its own name (my model.v2.onnx: my-model-v2), beside those of the configuration and\n"
            + "the box; each folder gives the models in it, and is watched. It needs no configuration. The admin key is printed at the first start.",
        MostOperands = int.MaxValue,
        Options = [Name, ServerOptions.Config, ServerOptions.Data, ServerOptions.Listen, Check, Health, Schema],
        Examples = ["serve iris.onnx", "serve models/", "serve iris.onnx prices.onnx --listen 0.0.0.0:8080", "serve model.onnx --name churn", "--config penstock.yaml --check"],
        ExitCodes = [(0, "it ended in order (SIGTERM, Ctrl-C)"), (1, "it could not start: a file that does not load, a bad configuration, a port in use"), (UsageCode, "the command line is wrong")],
    };

    public override async Task<int> RunAsync(CommandLine line, Terminal terminal)
    {
        var arguments = ServerOptions.Read(line, terminal.Variables);
        if (line.Has(Schema.Name))
        {
            await terminal.Out.WriteLineAsync(ConfigSchema.Text());
            return 0;
        }

        var (served, mistake) = ServedFiles.Of(line.Operands, line.Values(Name.Name));
        return served is null ? await RefuseAsync(terminal, mistake!)
            : line.Has(Check.Name) ? await CheckConfig.RunAsync(arguments, terminal)
            : line.Has(Health.Name) ? await AskHealth.RunAsync(arguments, terminal)
            : await ServeAsync(arguments, served, terminal);
    }

    private static async Task<int> ServeAsync(ServerArguments arguments, ServedFiles served, Terminal terminal)
    {
        string? adminKey = null;
        try
        {
            // Otherwise the host watches all folders below the working directory for its own settings files: where the data folder is
            // among them, every call's record wakes a thread.
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "penstock", Args = ["--hostBuilder:reloadConfigOnChange=false"] });
            builder.AddPenstock(options =>
            {
                options.ConfigFile = arguments.ConfigFile;
                options.DataFolder = arguments.Data;
                options.Variables = arguments.Apply(terminal.Variables);
                options.OnAdminKey = key => adminKey = key;
                options.OnnxFiles.AddRange(served.Models);
                options.Repositories.AddRange(served.Folders);
            });
            ProgramHost.Apply(builder);
            await using var app = builder.Build();
            app.MapPenstock();
            var engines = app.Services.GetRequiredService<EngineShelf>();
            using var notice = new LoadingNotice(() => engines.Loading, terminal);
            app.Lifetime.ApplicationStarted.Register(() =>
            {
                notice.Dispose();
                Banner.Print(terminal, app, adminKey, arguments, served.Models);
            });
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is ConfigUnusableException or StorageUnusableException or IOException)
        {
            await terminal.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
