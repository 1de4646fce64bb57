using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Responses;

namespace Penstock.Resources.Responses;

/// <summary>
/// Keeps responses for the requests that follow them: the conversation where no provider keeps it, otherwise only who keeps it and whose it is.
/// </summary>
/// <param name="store">Where to.</param>
/// <param name="time">The clock.</param>
/// <param name="ttl">How long.</param>
internal sealed class ResponseKeeper(IResponseStore store, TimeProvider time, Func<TimeSpan> ttl)
{
    /// <summary>A key's response; null when it has none of that id.</summary>
    public Task<KeptResponse?> FindAsync(string id, string keyId, CancellationToken ct) => store.FindAsync(id, keyId, time.GetUtcNow(), ct);

    /// <summary>Deletes a key's response; false when there is none.</summary>
    public Task<bool> DeleteAsync(string id, string keyId, CancellationToken ct) => store.DeleteAsync(id, keyId, ct);

    /// <summary>Keeps a response.</summary>
    /// <param name="call">The call that made it.</param>
    /// <param name="response">It, as the client sees it.</param>
    /// <param name="made">Whether Penstock wrote it, and not a provider of this dialect.</param>
    public async ValueTask KeepAsync(Call call, ReadOnlyMemory<byte> response, bool made)
    {
        if (call.State.Request is not ResponsesRequest { Store: true } request || call.State.Caller is not { } caller)
        {
            return;
        }

        using var document = JsonDocument.Parse(response);
        if (!document.RootElement.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            return;
        }

        // A provider that keeps it says so; to one that does not the conversation is told anew each time.
        var keeper = !made && document.RootElement.TryGetProperty("store", out var stored) && stored.ValueKind == JsonValueKind.True ? call.State.Target?.Provider : null;
        var now = time.GetUtcNow();
        var content = keeper is null ? KeptContent.Write(request, response) : default;
        await store.SaveAsync(new KeptResponse(id.GetString()!, caller.Key.Id, call.State.Model!.Id, keeper, content, now, now + ttl()), CancellationToken.None);
    }

    /// <summary>An answer or an event with the model's public name put in.</summary>
    public static ReadOnlyMemory<byte> WithModel(ReadOnlyMemory<byte> raw, Range modelValue, Call call)
    {
        if (modelValue.Equals(default))
        {
            return raw;
        }

        var named = new ArrayBufferWriter<byte>(raw.Length + 64);
        named.Write(raw.Span[..modelValue.Start.Value]);
        named.Write(BodyEdits.Quote(call.State.Model!.Id));
        named.Write(raw.Span[modelValue.End.Value..]);
        return named.WrittenMemory;
    }
}
