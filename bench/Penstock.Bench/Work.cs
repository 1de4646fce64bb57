namespace Penstock.Bench;

/// <summary>What is sent where, how its answer must end, and whose CPU time is counted.</summary>
internal sealed record Work(int Port, byte[] Request, AnswerEnd End, Func<long> ServerCpu, Func<long> UpstreamCpu);
