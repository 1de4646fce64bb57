namespace Penstock.Gateways.Engines.Functions;

/// <summary>More work waits for its turn than the queue holds. A function may catch it; otherwise its caller gets 503.</summary>
internal sealed class AfterAnswerFullException()
    : InvalidOperationException($"{AfterAnswerQueue.MostWaiting} pieces of work wait already to be done after an answer.");
