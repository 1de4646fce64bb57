namespace Penstock.Config;

internal enum LoggingLevel
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}
