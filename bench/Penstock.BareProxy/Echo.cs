using System.Buffers;

namespace Penstock.BareProxy;

/// <summary>Answers a request with its own body: what receiving and sending bytes costs on Kestrel, with nothing between.</summary>
internal static class Echo
{
    public static async Task AnswerAsync(HttpContext context)
    {
        var length = (int)(context.Request.ContentLength ?? 0);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        await context.Request.Body.ReadExactlyAsync(buffer.AsMemory(0, length), context.RequestAborted);
        context.Response.ContentLength = length;
        await context.Response.Body.WriteAsync(buffer.AsMemory(0, length), context.RequestAborted);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
