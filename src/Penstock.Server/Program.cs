using Penstock.Config;
using Penstock.Server;

var variables = Settings.ProcessVariables();
var arguments = ServerArguments.Parse(args, variables);
if (arguments.Error is { } error)
{
    Console.Error.WriteLine(error);
    return 2;
}

return arguments.Command switch
{
    ServerCommand.Serve => await ServeCommand.RunAsync(arguments, variables),
    ServerCommand.Check => CheckCommand.Run(arguments, variables),
    ServerCommand.Health => await HealthCommand.RunAsync(arguments, variables),
    ServerCommand.Logs => await FollowLogs.RunAsync(arguments),
    ServerCommand.ResetAdminKey => await ResetAdminKey.RunAsync(arguments, variables),
    ServerCommand.Schema => Print.Schema(),
    ServerCommand.Version => Print.Version(),
    _ => Print.Usage(),
};
