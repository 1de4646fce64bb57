using Microsoft.Extensions.Logging;

namespace Penstock.Config;

/// <summary>What is logged at the beginning, at the end, and when something breaks that must not.</summary>
internal static partial class SetupLog
{
    [LoggerMessage(1, LogLevel.Error, "The call {CallId} met a fault inside Penstock.")]
    public static partial void CallFaulted(ILogger log, string callId, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "The configuration was reloaded: {Models} models.")]
    public static partial void Reloaded(ILogger log, int models);

    [LoggerMessage(4, LogLevel.Error, "The changed configuration was not taken, the old one stays in force:\n{Mistakes}")]
    public static partial void ReloadRefused(ILogger log, string mistakes);

    [LoggerMessage(8, LogLevel.Error, "The changed configuration met a fault inside Penstock; what of it is in force is not certain until the next change, or a restart.")]
    public static partial void ReloadFaulted(ILogger log, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "Ending: {Running} calls are still running.")]
    public static partial void Ending(ILogger log, int running);

    [LoggerMessage(7, LogLevel.Information, "The batching of the model {Model} is {Batching}.")]
    public static partial void Batching(ILogger log, string model, string batching);

    [LoggerMessage(6, LogLevel.Warning, "{Cut} calls were cut because the time to end was over.")]
    public static partial void Cut(ILogger log, int cut);

    [LoggerMessage(37, LogLevel.Error, "An engine failed while it was disposed.")]
    public static partial void EngineFaulted(ILogger log, Exception exception);

    [LoggerMessage(32, LogLevel.Warning, "When keys were used last could not be stored; it is tried again in a minute.")]
    public static partial void UsesNotStored(ILogger log, Exception exception);

    [LoggerMessage(31, LogLevel.Error, "The {Kind} '{Id}' that the database has cannot be read and is not in force: {Mistakes}")]
    public static partial void KeptUnusable(ILogger log, string kind, string id, string mistakes);

    [LoggerMessage(34, LogLevel.Warning, "The {Kind} '{Id}' of the management API is not in force: {At} declares one of that id, and what the file says counts. It is kept, and counts again when the file declares it no more.")]
    public static partial void KeptHidden(ILogger log, string kind, string id, string at);

    [LoggerMessage(35, LogLevel.Information, "The {Kind} '{Id}' of the management API is in force again: the file declares it no more.")]
    public static partial void KeptBack(ILogger log, string kind, string id);

    [LoggerMessage(36, LogLevel.Warning, "The {By} is about the model '{Model}', which nobody serves: it holds nobody back.")]
    public static partial void AboutNobody(ILogger log, string by, string model);

    [LoggerMessage(33, LogLevel.Error, "What a call holds of its budgets, or has cost them, could not be recorded: a crash now would forget it. Check the disk of the data folder.")]
    public static partial void BudgetNotKept(ILogger log, Exception exception);

    [LoggerMessage(30, LogLevel.Warning, "Responses that have expired could not be deleted; they are tried again in an hour.")]
    public static partial void SweepFailed(ILogger log, Exception exception);
}
