namespace Penstock.Config;

internal enum ServerCommand
{
    Serve,
    Check,
    Schema,
    Help,
    Version,
    Logs,
    ResetAdminKey,
}
