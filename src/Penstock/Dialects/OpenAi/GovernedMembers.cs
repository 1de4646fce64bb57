using System.Text.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// The members of a request that Penstock acts on. Each may occur only once: two readers must never see two values.
/// Everything else crosses untouched.
/// </summary>
internal static class GovernedMembers
{
    /// <summary>
    /// Members by which a client would choose another model or provider than the one that policy decided on. They are refused
    /// unless the provider's <c>allow_fields</c> lists them. Source: OpenRouter's "Model Routing" and "Provider Routing".
    /// </summary>
    private static readonly string[] Routing = ["models", "provider", "route", "fallbacks", "preset"];

    // Members that cap, price, host tools or name the end user: OpenAI's API reference, chat completions and embeddings.
    private static readonly string[] Single =
    [
        "model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n", "best_of", "user", "safety_identifier",
        "tools", "tool_choice", "functions", "function_call", "service_tier", "store", "web_search_options", "plugins",
        "prompt_cache_key", "modalities", "reasoning_effort", "dimensions", "encoding_format",
    ];

    private static readonly (string Name, byte[] Utf8, bool Routes)[] All =
    [
        .. Single.Select(name => (name, System.Text.Encoding.UTF8.GetBytes(name), false)),
        .. Routing.Select(name => (name, System.Text.Encoding.UTF8.GetBytes(name), true)),
    ];

    /// <summary>Which governed member the reader's property name is, its escapes undone; -1 when it is none.</summary>
    public static int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (reader.ValueTextEquals(All[i].Utf8))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The name of a governed member.</summary>
    public static string Name(int index) => All[index].Name;

    /// <summary>Whether it chooses where a call runs.</summary>
    public static bool Routes(int index) => All[index].Routes;
}
