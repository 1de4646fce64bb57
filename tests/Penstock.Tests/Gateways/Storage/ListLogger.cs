using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger : ILogger
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _awaited = new();

    public ConcurrentQueue<(LogLevel Level, int Event, string Text)> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public Task WaitForAsync(int eventId, CancellationToken ct) => Seen(eventId).Task.WaitAsync(ct);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue((logLevel, eventId.Id, $"{formatter(state, exception)} {exception?.Message}"));
        Seen(eventId.Id).TrySetResult();
    }

    private TaskCompletionSource Seen(int eventId) =>
        _awaited.GetOrAdd(eventId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
