using Penstock.Domain.Calls;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>Something that a client may ask, and how it is recognised on the other side.</summary>
/// <param name="Name">Its row in the grid.</param>
/// <param name="Input">The conversation.</param>
/// <param name="Facet">What of the conversation the case is about, as text.</param>
internal sealed record RequestCase(string Name, ChatInput Input, Func<ChatInput, string> Facet);
