using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Penstock.Config;
using Penstock.Gateways.Storage.Audit;
using Penstock.Server.Cli;

namespace Penstock.Server.Serving;

/// <summary><c>penstock audit verify</c>: finds what was changed in the audit trail. The server may run meanwhile.</summary>
internal sealed class AuditCommand : Command
{
    private static readonly OptionSpec Checkpoint = new("--checkpoint", "FILE|TEXT", "a checkpoint that was kept elsewhere: its line, or a file with such lines, as a log");
    private static readonly OptionSpec Key = new("--key", "FILE", "the key, or its public part, that signs checkpoints (<data folder>/audit.key.pub)");

    public override CommandSpec Spec { get; } = new("audit", "verify the audit trail")
    {
        Synopsis = ["audit verify [--checkpoint FILE|TEXT] [--key FILE] [--config FILE] [--data DIR]"],
        Text = "Reads the whole trail and the records of calls, and says what was changed, removed, put elsewhere or cut off, and where. A cut tail is found for sure only with a checkpoint that was kept outside the database.",
        LeastOperands = 1,
        MostOperands = 1,
        Operand = "what to do: verify",
        Options = [Checkpoint, Key, ServerOptions.Config, ServerOptions.Data],
        Examples = ["audit verify", "audit verify --checkpoint /mnt/elsewhere/checkpoints.log"],
        ExitCodes = [(0, "nothing was changed"), (1, "something was changed, or the trail cannot be read"), (UsageCode, "the command line is wrong")],
    };

    /// <summary>Verifies.</summary>
    public override async Task<int> RunAsync(CommandLine line, Terminal terminal)
    {
        if (line.Operands[0] != "verify")
        {
            return await RefuseAsync(terminal, $"audit cannot do '{line.Operands[0]}'. Write audit verify.");
        }

        var arguments = ServerOptions.Read(line, terminal.Variables);
        var environment = arguments.Apply(terminal.Variables);
        var reading = arguments.ConfigFile is { } file ? ConfigReader.ReadFile(file, environment) : ConfigReader.Read(null, "penstock.yaml", environment);
        if (reading.Config is not { } config)
        {
            await terminal.Error.WriteLineAsync(reading.Format());
            return 1;
        }

        var kept = new List<AuditCheckpoint>();
        if (line.Value(Checkpoint.Name) is { } given)
        {
            kept.AddRange(AuditCheckpoint.All(File.Exists(given) ? await File.ReadAllTextAsync(given) : given).GroupBy(checkpoint => checkpoint.Node).Select(node => node.Last()));
            if (kept.Count == 0)
            {
                return await RefuseAsync(terminal, "--checkpoint has no checkpoint in it. Give a line that begins with 'penstock-audit v1', or a file that has one.");
            }
        }

        try
        {
            var keyFile = line.Value(Key.Name) ?? (config.Audit.SigningKey ?? Path.Combine(arguments.Data, "audit.key")) + ".pub";
            using var key = File.Exists(keyFile) ? AuditSigner.Read(await File.ReadAllTextAsync(keyFile)) : null;
            var report = await VerifyAsync(config.Storage.Sqlite, key, kept);
            await WriteAsync(terminal, report, key, keyFile, kept.Count > 0);
            return report.Wrong == 0 ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException or CryptographicException or ArgumentException)
        {
            await terminal.Error.WriteLineAsync($"The audit trail cannot be read: {e.Message} Is this the server's data folder? Name it with --data DIR, or its configuration with --config FILE.");
            return 1;
        }
    }

    private static async Task<AuditReport> VerifyAsync(string database, AuditSigner? key, IReadOnlyList<AuditCheckpoint> kept)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "pragma query_only = 1";
            await pragma.ExecuteNonQueryAsync();
        }

        // One moment of it, while the server goes on.
        await using var transaction = connection.BeginTransaction(deferred: true);
        return await new AuditVerifier(key, kept).RunAsync(connection, CancellationToken.None);
    }

    private static async Task WriteAsync(Terminal terminal, AuditReport report, AuditSigner? key, string keyFile, bool kept)
    {
        foreach (var finding in report.Findings)
        {
            await terminal.Out.WriteLineAsync(finding);
        }

        if (report.Wrong > report.Findings.Count)
        {
            await terminal.Out.WriteLineAsync($"and {report.Wrong - report.Findings.Count} more");
        }

        foreach (var (node, end) in report.Ends)
        {
            await terminal.Out.WriteLineAsync($"{node}: ends at link {end.Sequence}, hash {end.Hash}");
        }

        await terminal.Out.WriteLineAsync(FormattableString.Invariant(
            $"{(report.Wrong == 0 ? "Nothing was changed" : $"{report.Wrong} things are wrong")}: {report.Links} links, {report.Calls} of calls ({report.DroppedCalls} records dropped when their time was over), {report.Checkpoints} checkpoints that hold."));
        if (key is null)
        {
            await terminal.Error.WriteLineAsync($"There is no key '{keyFile}', so that signatures were not looked at. Name it with --key.");
        }
        else if (!kept)
        {
            await terminal.Error.WriteLineAsync("No checkpoint from outside was given: somebody who could write the database could have cut off the newest entries. Give the last one with --checkpoint.");
        }
    }
}
