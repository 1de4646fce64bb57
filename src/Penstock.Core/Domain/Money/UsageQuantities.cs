using Penstock.Domain.Calls;

namespace Penstock.Domain.Money;

/// <summary>How many of each unit a call used.</summary>
internal static class UsageQuantities
{
    private static readonly int Input = UsageUnits.IndexOf("input_tokens");
    private static readonly int Output = UsageUnits.IndexOf("output_tokens");
    private static readonly int CacheRead = UsageUnits.IndexOf("cache_read_tokens");
    private static readonly int CacheWrite = UsageUnits.IndexOf("cache_write_tokens");
    private static readonly int CacheWriteHour = UsageUnits.IndexOf("cache_write_1h_tokens");
    private static readonly int CacheWriteShort = UsageUnits.IndexOf("cache_write_5m_tokens");
    private static readonly int Reasoning = UsageUnits.IndexOf("output_reasoning_tokens");
    private static readonly int AudioInput = UsageUnits.IndexOf("input_audio_tokens");
    private static readonly int AudioOutput = UsageUnits.IndexOf("output_audio_tokens");
    private static readonly int CachedAudio = UsageUnits.IndexOf("cache_audio_read_tokens");
    private static readonly int CachedImage = UsageUnits.IndexOf("cache_image_read_tokens");
    private static readonly int ImageInput = UsageUnits.IndexOf("input_image_tokens");
    private static readonly int ImageOutput = UsageUnits.IndexOf("output_image_tokens");
    private static readonly int VideoInput = UsageUnits.IndexOf("input_video_tokens");
    private static readonly int AudioSeconds = UsageUnits.IndexOf("audio_seconds");
    private static readonly int InputAudioSeconds = UsageUnits.IndexOf("input_audio_seconds");
    private static readonly int WebSearches = UsageUnits.IndexOf("web_searches");
    private static readonly int RerankSearches = UsageUnits.IndexOf("rerank_searches");
    private static readonly int Pages = UsageUnits.IndexOf("input_document_pages");
    private static readonly int Computing = UsageUnits.IndexOf("compute_seconds");
    private static readonly int Bytes = UsageUnits.IndexOf("response_bytes");

    /// <summary>Writes those that are not zero, or may not be, into zeros.</summary>
    public static void Of(in TokenUsage usage, in CallMeasures measures, Span<decimal> quantities)
    {
        quantities[Input] = usage.Input;
        quantities[Output] = usage.Output;
        quantities[CacheRead] = usage.CachedInput;
        quantities[CacheWrite] = usage.CacheWriteInput;
        quantities[Reasoning] = usage.Reasoning;
        quantities[AudioInput] = usage.AudioInput;
        quantities[AudioOutput] = usage.AudioOutput;
        quantities[Computing] = Seconds(measures.Computing);
        quantities[Bytes] = measures.BytesOut;
        if (usage.Details is not { } details)
        {
            return;
        }

        quantities[CacheWriteHour] = details.CacheWriteHour;
        quantities[CacheWriteShort] = Math.Max(0, usage.CacheWriteInput - details.CacheWriteHour);
        quantities[CachedAudio] = details.CachedAudio;
        quantities[CachedImage] = details.CachedImage;
        quantities[ImageInput] = details.ImageInput;
        quantities[ImageOutput] = details.ImageOutput;
        quantities[VideoInput] = details.VideoInput;
        quantities[AudioSeconds] = quantities[InputAudioSeconds] = details.AudioMilliseconds / 1000m;
        quantities[WebSearches] = details.WebSearches;
        quantities[RerankSearches] = details.Searches;
        quantities[Pages] = details.Pages;
    }

    // A tick is 10⁻⁷ s: the decimal is made of the number of ticks, where dividing takes long. There is no time below zero.
    private static decimal Seconds(TimeSpan span) => new((int)span.Ticks, (int)(span.Ticks >> 32), 0, isNegative: false, scale: 7);
}
