using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using Penstock.Tests;

namespace Penstock.Conformance.Matrix;

/// <summary>The cells of the OpenAI SDK for .NET, chats.</summary>
internal static class OpenAiChatCells
{
    public static async Task<MatrixAnswer> AskAsync(Uri penstock, MatrixCell cell)
    {
        var client = new ChatClient(cell.Model, new ApiKeyCredential(PenstockServer.AdminKey), new OpenAIClientOptions { Endpoint = new Uri(penstock, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        ChatMessage[] messages =
        [
            cell.Feature == MatrixFeatures.Image
                ? new UserChatMessage(ChatMessageContentPart.CreateTextPart(cell.Mark), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(MatrixFeatures.Picture)), "image/png"))
                : new UserChatMessage(cell.Mark),
        ];
        var options = new ChatCompletionOptions();
        if (cell.Feature == MatrixFeatures.Structured)
        {
            options.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("sum", BinaryData.FromString(MatrixFeatures.Schema), jsonSchemaIsStrict: true);
        }

        foreach (var name in cell.Feature == MatrixFeatures.Tools ? MatrixFeatures.ToolNames : [])
        {
            options.Tools.Add(ChatTool.CreateFunctionTool(name, "d", BinaryData.FromString(MatrixFeatures.Parameters)));
        }

        try
        {
            return cell.Stream ? await StreamAsync(client, messages, options) : Told((await client.CompleteChatAsync(messages, options)).Value);
        }
        catch (ClientResultException e)
        {
            return MatrixAnswer.Raised(e, e.Status);
        }
    }

    private static MatrixAnswer Told(ChatCompletion answer) => new(
        string.Concat(answer.Content.Select(part => part.Text)),
        [.. answer.ToolCalls.Select(call => new MatrixToolCall(call.FunctionName, call.FunctionArguments.ToString()))],
        answer.FinishReason.ToString(),
        answer.Usage?.OutputTokenCount,
        null);

    private static async Task<MatrixAnswer> StreamAsync(ChatClient client, ChatMessage[] messages, ChatCompletionOptions options)
    {
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, (string Name, StringBuilder Input)>();
        var (finish, output) = ((string?)null, (long?)null);
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            foreach (var part in update.ToolCallUpdates)
            {
                if (!calls.TryGetValue(part.Index, out var call))
                {
                    calls[part.Index] = call = (part.FunctionName, new StringBuilder());
                }

                call.Input.Append(part.FunctionArgumentsUpdate);
            }

            finish = update.FinishReason?.ToString() ?? finish;
            output = update.Usage?.OutputTokenCount ?? output;
        }

        return new(text.ToString(), [.. calls.Values.Select(call => new MatrixToolCall(call.Name, call.Input.ToString()))], finish, output, null);
    }
}
