using System.Text;
using System.Text.Json;

namespace Penstock.Dialects.Governed;

/// <summary>
/// The members of a dialect's requests that Penstock acts on. Each may occur only once: two readers must never see two values.
/// Everything else crosses untouched.
/// </summary>
internal sealed class GovernedMembers
{
    private readonly (string Name, byte[] Utf8, MemberRole Role)[] _all;

    /// <summary>Lists them.</summary>
    /// <param name="single">Members that cap, price, host tools or name the end user. What is done with each is said by its <see cref="MemberRole"/>.</param>
    /// <param name="routing">
    /// Members by which a client would choose another model, provider or price than the one that policy decided on. They are refused
    /// unless the provider's <c>allow_fields</c> lists them.
    /// </param>
    public GovernedMembers(ReadOnlySpan<string> single, ReadOnlySpan<string> routing)
    {
        if (single.Length + routing.Length > 64)
        {
            throw new ArgumentException("There are more governed members than bits.", nameof(single));
        }

        _all = new (string, byte[], MemberRole)[single.Length + routing.Length];
        for (var i = 0; i < _all.Length; i++)
        {
            var name = i < single.Length ? single[i] : routing[i - single.Length];
            _all[i] = (name, Encoding.UTF8.GetBytes(name), i >= single.Length ? MemberRole.Routes : RoleOf(name));
        }
    }

    /// <summary>Which governed member the reader's property name is, its escapes undone; -1 when it is none.</summary>
    public int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _all.Length; i++)
        {
            if (reader.ValueTextEquals(_all[i].Utf8))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The name of a governed member.</summary>
    public string Name(int index) => _all[index].Name;

    /// <summary>What is done with it.</summary>
    public MemberRole Role(int index) => _all[index].Role;

    /// <summary>
    /// Whether a cap that is not above nought says that there is none, instead of being a mistake.
    /// DIALECT: llama.cpp and LM Studio take -1 so, Ollama 0, and in Gemini's protos 0 is what is not said.
    /// </summary>
    public bool NoughtIsNoLimit { get; init; }

    /// <summary>Whether numbers may be texts. DIALECT: protobuf's JSON takes both (protobuf.dev/programming-guides/json).</summary>
    public bool NumbersAsText { get; init; }

    private static MemberRole RoleOf(string name) => name switch
    {
        "model" => MemberRole.Model,
        "stream" => MemberRole.Stream,
        "stream_options" => MemberRole.StreamOptions,
        "max_tokens" or "max_completion_tokens" or "max_output_tokens" or "max_gen_len" or "maxTokens" or "max_tokens_to_sample" => MemberRole.Cap,
        "n_predict" or "max_new_tokens" => MemberRole.OtherCap,
        "n" or "best_of" or "num_generations" or "numResults" => MemberRole.Choices,
        "generationConfig" or "generation_config" or "inferenceConfig" or "textGenerationConfig" => MemberRole.Config,
        "additionalModelRequestFields" => MemberRole.ModelFields,
        "thinking" or "reasoning" => MemberRole.Thinking,
        "prompt" => MemberRole.Prompt,
        "previous_response_id" or "conversation" or "cachedContent" or "cached_content" => MemberRole.Kept,
        "web_search_options" or "plugins" or "mcp_servers" or "search_parameters" => MemberRole.Hosted,
        "tools" => MemberRole.Tools,
        "prediction" => MemberRole.Prediction,
        "query" => MemberRole.Query,
        "documents" => MemberRole.Documents,
        _ => MemberRole.Found,
    };
}
