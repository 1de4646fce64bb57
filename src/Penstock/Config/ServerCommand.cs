namespace Penstock.Config;

internal enum ServerCommand
{
    Serve,
    Check,
    Health,
    Schema,
    Help,
    Version,
    Logs,
    ResetAdminKey,
}
