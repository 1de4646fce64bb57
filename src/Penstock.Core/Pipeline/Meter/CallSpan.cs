using System.Diagnostics;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Domain.Money;

namespace Penstock.Pipeline.Meter;

/// <summary>The span of a call, named and tagged as the OpenTelemetry GenAI conventions 1.41 have it. It holds no content.</summary>
internal static class CallSpan
{
    /// <summary>Starts it under the span that is current, and makes it current for what the stages call; null when it is not sampled.</summary>
    public static Activity? Start(ActivitySource source, Call call)
    {
        // What a sampler decides by must be there from the start.
        var operation = call.Head.Capability.OperationName();
        var tags = new TagList { { "gen_ai.operation.name", operation }, { "penstock.call.id", call.Id } };
        return source.StartActivity(operation, ActivityKind.Client, default(ActivityContext), tags);
    }

    /// <summary>Says what has become of the call, and ends the span.</summary>
    public static void End(Activity span, Call call)
    {
        var state = call.State;

        // A span's name is a label, too: only names of the catalogue stand in it.
        if (state.Model is { } model)
        {
            span.DisplayName = $"{call.Head.Capability.OperationName()} {model.Id}";
        }

        span.SetTag("gen_ai.request.model", state.Model?.Id ?? (state.RequestedModel is { } name ? ModelName.Cut(name) : null));
        span.SetTag("gen_ai.provider.name", state.Target?.Provider);
        if (state.Streaming)
        {
            span.SetTag("gen_ai.request.stream", true);
        }

        if (state.Usage is { } usage)
        {
            span.SetTag("gen_ai.usage.input_tokens", usage.Input);
            span.SetTag("gen_ai.usage.output_tokens", usage.Output);
            SetSome(span, "gen_ai.usage.cache_read.input_tokens", usage.CachedInput);
            SetSome(span, "gen_ai.usage.cache_creation.input_tokens", usage.CacheWriteInput);
            SetSome(span, "gen_ai.usage.reasoning.output_tokens", usage.Reasoning);
        }

        if (state.Cost is { } cost)
        {
            span.SetTag("penstock.cost", Amount.Text(cost.Total));
            span.SetTag("penstock.currency", state.Currency);
        }

        if (state.Error is { } error)
        {
            span.SetTag("error.type", error.Kind.Code());
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Stop();
    }

    private static void SetSome(Activity span, string name, long count)
    {
        if (count != 0)
        {
            span.SetTag(name, count);
        }
    }
}
