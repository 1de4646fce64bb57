namespace Penstock.Resources.OpenAi;

/// <summary>A model as OpenAI's <c>/v1/models</c> shows it.</summary>
internal sealed record OpenAiModel(string Id, string Object, long Created, string OwnedBy);
