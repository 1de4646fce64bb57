using System.Collections.Frozen;

namespace Penstock.Domain.Money;

/// <summary>
/// Everything that is counted and can have a price. The names and facts are those of pydantic/genai-prices, so that its data means here what it means there;
/// the last two are our own. A test holds the table against the shipped data.
/// </summary>
internal static class UsageUnits
{
    private const string Table =
        """
        audio_seconds audio_hours 3600 family=durations modality=audio
        cache_audio_read_tokens cache_audio_read_mtok 1000000 direction=input family=tokens modality=audio token_type=cache_read
        cache_audio_write_1h_tokens cache_audio_write_1h_mtok 1000000 cache_ttl=1h direction=input family=tokens modality=audio token_type=cache_write
        cache_audio_write_5m_tokens cache_audio_write_5m_mtok 1000000 cache_ttl=5m direction=input family=tokens modality=audio token_type=cache_write
        cache_audio_write_tokens cache_audio_write_mtok 1000000 direction=input family=tokens modality=audio token_type=cache_write
        cache_image_read_tokens cache_image_read_mtok 1000000 direction=input family=tokens modality=image token_type=cache_read
        cache_image_write_1h_tokens cache_image_write_1h_mtok 1000000 cache_ttl=1h direction=input family=tokens modality=image token_type=cache_write
        cache_image_write_5m_tokens cache_image_write_5m_mtok 1000000 cache_ttl=5m direction=input family=tokens modality=image token_type=cache_write
        cache_image_write_tokens cache_image_write_mtok 1000000 direction=input family=tokens modality=image token_type=cache_write
        cache_read_tokens cache_read_mtok 1000000 direction=input family=tokens token_type=cache_read
        cache_text_read_tokens cache_text_read_mtok 1000000 direction=input family=tokens modality=text token_type=cache_read
        cache_text_write_1h_tokens cache_text_write_1h_mtok 1000000 cache_ttl=1h direction=input family=tokens modality=text token_type=cache_write
        cache_text_write_5m_tokens cache_text_write_5m_mtok 1000000 cache_ttl=5m direction=input family=tokens modality=text token_type=cache_write
        cache_text_write_tokens cache_text_write_mtok 1000000 direction=input family=tokens modality=text token_type=cache_write
        cache_video_read_tokens cache_video_read_mtok 1000000 direction=input family=tokens modality=video token_type=cache_read
        cache_video_write_1h_tokens cache_video_write_1h_mtok 1000000 cache_ttl=1h direction=input family=tokens modality=video token_type=cache_write
        cache_video_write_5m_tokens cache_video_write_5m_mtok 1000000 cache_ttl=5m direction=input family=tokens modality=video token_type=cache_write
        cache_video_write_tokens cache_video_write_mtok 1000000 direction=input family=tokens modality=video token_type=cache_write
        cache_write_1h_tokens cache_write_1h_mtok 1000000 cache_ttl=1h direction=input family=tokens token_type=cache_write
        cache_write_5m_tokens cache_write_5m_mtok 1000000 cache_ttl=5m direction=input family=tokens token_type=cache_write
        cache_write_tokens cache_write_mtok 1000000 direction=input family=tokens token_type=cache_write
        code_executions code_executions_kcount 1000 family=tool_calls tool_type=code_execution
        input_annotated_document_pages input_annotated_document_kpages 1000 direction=input family=document_pages page_type=annotated
        input_audio_seconds input_audio_hours 3600 direction=input family=durations modality=audio
        input_audio_tokens input_audio_mtok 1000000 direction=input family=tokens modality=audio
        input_audio_tool_tokens input_audio_tool_mtok 1000000 direction=input family=tokens modality=audio token_type=tool
        input_characters input_mchars 1000000 direction=input family=characters
        input_document_pages input_document_kpages 1000 direction=input family=document_pages
        input_image_tokens input_image_mtok 1000000 direction=input family=tokens modality=image
        input_image_tool_tokens input_image_tool_mtok 1000000 direction=input family=tokens modality=image token_type=tool
        input_pixels input_gpixels 1000000000 direction=input family=pixels
        input_text_messages input_text_messages_kcount 1000 direction=input family=messages modality=text
        input_text_tokens input_text_mtok 1000000 direction=input family=tokens modality=text
        input_text_tool_tokens input_text_tool_mtok 1000000 direction=input family=tokens modality=text token_type=tool
        input_tokens input_mtok 1000000 direction=input family=tokens
        input_tool_tokens input_tool_mtok 1000000 direction=input family=tokens token_type=tool
        input_video_tokens input_video_mtok 1000000 direction=input family=tokens modality=video
        input_video_tool_tokens input_video_tool_mtok 1000000 direction=input family=tokens modality=video token_type=tool
        output_audio_citation_tokens output_audio_citation_mtok 1000000 direction=output family=tokens modality=audio token_type=citation
        output_audio_reasoning_tokens output_audio_reasoning_mtok 1000000 direction=output family=tokens modality=audio token_type=reasoning
        output_audio_seconds output_audio_hours 3600 direction=output family=durations modality=audio
        output_audio_tokens output_audio_mtok 1000000 direction=output family=tokens modality=audio
        output_citation_tokens output_citation_mtok 1000000 direction=output family=tokens token_type=citation
        output_image_citation_tokens output_image_citation_mtok 1000000 direction=output family=tokens modality=image token_type=citation
        output_image_reasoning_tokens output_image_reasoning_mtok 1000000 direction=output family=tokens modality=image token_type=reasoning
        output_image_tokens output_image_mtok 1000000 direction=output family=tokens modality=image
        output_reasoning_tokens output_reasoning_mtok 1000000 direction=output family=tokens token_type=reasoning
        output_text_citation_tokens output_text_citation_mtok 1000000 direction=output family=tokens modality=text token_type=citation
        output_text_reasoning_tokens output_text_reasoning_mtok 1000000 direction=output family=tokens modality=text token_type=reasoning
        output_text_tokens output_text_mtok 1000000 direction=output family=tokens modality=text
        output_tokens output_mtok 1000000 direction=output family=tokens
        output_video_citation_tokens output_video_citation_mtok 1000000 direction=output family=tokens modality=video token_type=citation
        output_video_reasoning_tokens output_video_reasoning_mtok 1000000 direction=output family=tokens modality=video token_type=reasoning
        output_video_tokens output_video_mtok 1000000 direction=output family=tokens modality=video
        requests requests_kcount 1000 family=requests
        rerank_searches rerank_searches_kcount 1000 family=rerank
        social_searches social_searches_kcount 1000 family=tool_calls tool_type=social_search
        storage_searches storage_searches_kcount 1000 family=tool_calls tool_type=storage_search
        web_searches web_searches_kcount 1000 family=tool_calls tool_type=web_search
        compute_seconds compute_hours 3600 family=compute
        response_bytes data_out_gb 1000000000 family=data
        """;

    /// <summary>How many there are.</summary>
    public static int Count => All.Count;

    /// <summary>All of them; an index into it is an index into quantities.</summary>
    public static readonly IReadOnlyList<UsageUnit> All = [.. Table.Split('\n').Select(UsageUnit.Parse)];

    private static readonly FrozenDictionary<string, UsageUnit> _byUsage = All.ToFrozenDictionary(unit => unit.Usage, StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, UsageUnit> _byPrice = All.ToFrozenDictionary(unit => unit.Price, StringComparer.Ordinal);

    /// <summary>The unit that a usage counts; null when there is none.</summary>
    public static UsageUnit? Of(string usage) => _byUsage.GetValueOrDefault(usage);

    /// <summary>The unit that a price is of; null when there is none.</summary>
    public static UsageUnit? OfPrice(string price) => _byPrice.GetValueOrDefault(price);

    /// <summary>Where a usage that is known to exist stands.</summary>
    public static int IndexOf(string usage) => _byUsage[usage].Index;

    /// <summary>The unit that is of two at once: audio and cached; null when there is none, or they exclude each other.</summary>
    public static UsageUnit? Join(UsageUnit left, UsageUnit right)
    {
        var facts = left.Facts.Union(right.Facts).ToArray();
        return facts.DistinctBy(fact => fact.Name).Count() < facts.Length ? null
            : All.FirstOrDefault(unit => unit.Facts.Count == facts.Length && facts.All(unit.Facts.Contains));
    }
}
