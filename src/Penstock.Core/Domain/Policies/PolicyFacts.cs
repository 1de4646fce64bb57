using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Domain.Policies;

/// <summary>What is known of a call when it is decided.</summary>
/// <param name="Caller">Who calls, and from where.</param>
/// <param name="Model">The model.</param>
/// <param name="Capability">What is asked of it.</param>
/// <param name="Streaming">Whether the answer is asked for as a stream.</param>
/// <param name="Tags">The governed tags.</param>
/// <param name="Tools">The names of the tools that the request offers; asked for only where a rule is about tools.</param>
public readonly record struct PolicyFacts(
    Caller Caller, Model Model, Capability Capability, bool Streaming, IReadOnlyDictionary<string, string> Tags, Func<IReadOnlyList<string>> Tools);
