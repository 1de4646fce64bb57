using Penstock.Secrets;

namespace Penstock.Tests.Secrets;

/// <summary>A store in memory that counts its readings, and fails or hangs when told.</summary>
internal sealed class FakeStore : ISecretStore
{
    private int _readings;

    public string Value { get; set; } = "first-value";

    public SecretFaultKind? Broken { get; set; }

    public TimeSpan? GoodFor { get; set; }

    public TaskCompletionSource? Gate { get; set; }

    public int Readings => Volatile.Read(ref _readings);

    public async Task<SecretReading> ReadAsync(string path, string? field, CancellationToken ct)
    {
        Interlocked.Increment(ref _readings);
        await (Gate?.Task.WaitAsync(ct) ?? Task.CompletedTask);
        return Broken is { } kind ? SecretReading.Not(kind, $"broken: {path}") : SecretReading.Of(Value, GoodFor);
    }
}
