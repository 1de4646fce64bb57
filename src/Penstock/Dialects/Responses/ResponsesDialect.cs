using Penstock.Dialects.Governed;

namespace Penstock.Dialects.Responses;

/// <summary>What is particular to OpenAI's responses, as data. Source: OpenAI's API reference (<c>POST /v1/responses</c>).</summary>
internal static class ResponsesDialect
{
    /// <summary>The dialect's name in configuration and records.</summary>
    public const string Name = "openai-responses";

    /// <summary>The path below the base address.</summary>
    public const string Path = "responses";

    /// <summary>The operation that reads a response which a provider keeps.</summary>
    public const string Retrieve = "responses/retrieve";

    /// <summary>The operation that deletes one.</summary>
    public const string Delete = "responses/delete";

    /// <summary>The operation that lists what one was made of.</summary>
    public const string InputItems = "responses/input_items";

    /// <summary>
    /// The members of a request that Penstock acts on: those that cap, price, keep, run in the background or host tools. <c>models</c>,
    /// <c>provider</c>, <c>route</c>, <c>fallbacks</c>, <c>preset</c> and <c>plugins</c> are OpenRouter's and Perplexity's.
    /// </summary>
    public static GovernedMembers Governed { get; } = new(
        [
            "model", "stream", "stream_options", "input", "instructions", "previous_response_id", "conversation", "prompt", "background", "store",
            "max_output_tokens", "max_tool_calls", "tools", "tool_choice", "include", "reasoning", "service_tier", "user", "safety_identifier",
            "prompt_cache_key", "plugins",
        ],
        ["models", "provider", "route", "fallbacks", "preset"]);

    /// <summary>What chat completions and responses call alike, and what therefore crosses between the two.</summary>
    public static IReadOnlyList<string> SharedWithChat { get; } = ["service_tier", "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "verbosity"];
}
