using Penstock.Server.Calling;
using Penstock.Server.Cli;
using Penstock.Server.Inspecting;
using Penstock.Server.Measuring;
using Penstock.Server.Serving;

return await new Dispatcher(
    new ServeCommand(),
    new InspectCommand(),
    new CallCommand(),
    new BenchCommand(),
    new LogsCommand(),
    new AuditCommand(),
    new AdminKeyCommand()).RunAsync(args, Terminal.OfProcess());
