using Penstock.Domain.Calls;

namespace Penstock.Pipeline;

/// <summary>The rest of the pipeline.</summary>
public delegate ValueTask<CallResult> Next(Call call, CancellationToken ct);
