namespace Penstock.Dialects.OpenAi;

/// <summary>What every answer and every event of a stream begins with.</summary>
/// <param name="Id">The id, unless the answer has one of its own.</param>
/// <param name="Model">The model's public name: what the client asked for.</param>
/// <param name="Created">The time, unless the answer has one of its own.</param>
internal readonly record struct AnswerHead(string Id, string Model, DateTimeOffset Created);
