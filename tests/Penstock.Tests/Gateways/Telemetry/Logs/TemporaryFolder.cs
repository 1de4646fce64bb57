namespace Penstock.Tests.Gateways.Telemetry.Logs;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("penstock-logs-").FullName;

    public string Logs => System.IO.Path.Combine(Path, "logs");

    public string[] Files() => Directory.Exists(Logs) ? [.. Directory.GetFiles(Logs).Select(f => System.IO.Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    public string Text(string file) => File.ReadAllText(System.IO.Path.Combine(Logs, file));

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Logs);
        File.WriteAllText(System.IO.Path.Combine(Logs, file), text);
    }

    public void Append(string file, string text) => File.AppendAllText(System.IO.Path.Combine(Logs, file), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
