namespace Penstock.Conformance.Matrix;

/// <summary>The SDKs, by the names of the document; those that are not of .NET are in <c>matrix.mjs</c>.</summary>
internal static class MatrixSdks
{
    /// <summary>What LangChain's SDK for Google wants before a model's name, to send pictures to it.</summary>
    public const string GeminiPrefix = "gemini-2.5-";

    /// <summary>The SDKs of .NET: each answers a cell.</summary>
    public static IReadOnlyDictionary<string, Func<Uri, MatrixCell, Task<MatrixAnswer>>> DotNet { get; } = new Dictionary<string, Func<Uri, MatrixCell, Task<MatrixAnswer>>>
    {
        ["OpenAI .NET (chat)"] = OpenAiChatCells.AskAsync,
        ["OpenAI .NET (responses)"] = OpenAiResponsesCells.AskAsync,
        ["Anthropic .NET"] = AnthropicCells.AskAsync,
    };

    /// <summary>In the order of the document.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. DotNet.Keys,
        "openai (chat)", "openai (responses)", "@anthropic-ai/sdk", "@google/genai", "@aws-sdk/client-bedrock-runtime", "cohere-ai", "@mistralai/mistralai",
        "ai with @ai-sdk/openai (chat)", "ai with @ai-sdk/openai (responses)", "ai with @ai-sdk/anthropic", "ai with @ai-sdk/google", "ai with @ai-sdk/amazon-bedrock",
        "ai with @ai-sdk/cohere", "ai with @ai-sdk/mistral",
        "@langchain/openai (chat)", "@langchain/openai (responses)", "@langchain/anthropic", "@langchain/google-genai",
    ];

    /// <summary>The classes that an SDK may raise for a status, 400 or 404: its own, the narrowest that it has.</summary>
    public static IReadOnlyList<string> Classes(string sdk, int status) => sdk switch
    {
        _ when sdk.StartsWith("OpenAI .NET", StringComparison.Ordinal) => ["ClientResultException"],
        "Anthropic .NET" => [status == 404 ? "AnthropicNotFoundException" : "AnthropicBadRequestException"],
        "@google/genai" => ["ApiError"],
        "@aws-sdk/client-bedrock-runtime" => [status == 404 ? "ResourceNotFoundException" : "ValidationException"],
        "@mistralai/mistralai" => ["SDKError", "MistralError"],
        "@langchain/google-genai" => ["GoogleGenerativeAIFetchError"],
        _ when sdk.StartsWith("ai with", StringComparison.Ordinal) => ["APICallError", "AI_APICallError"],
        _ => [status == 404 ? "NotFoundError" : "BadRequestError"],
    };
}
