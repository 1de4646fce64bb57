using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI.Responses;
using Penstock.Tests;

namespace Penstock.Conformance.Matrix;

#pragma warning disable OPENAI001 // The SDK may still change it; these tests would show that.

/// <summary>The cells of the OpenAI SDK for .NET, responses.</summary>
internal static class OpenAiResponsesCells
{
    public static async Task<MatrixAnswer> AskAsync(Uri penstock, MatrixCell cell)
    {
        var client = new ResponsesClient(new ApiKeyCredential(PenstockServer.AdminKey), new ResponsesClientOptions { Endpoint = new Uri(penstock, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        List<ResponseContentPart> content = [ResponseContentPart.CreateInputTextPart(cell.Mark)];
        if (cell.Feature == MatrixFeatures.Image)
        {
            content.Add(ResponseContentPart.CreateInputImagePart(BinaryData.FromBytes(Convert.FromBase64String(MatrixFeatures.Picture), "image/png")));
        }

        var options = new CreateResponseOptions(cell.Model, [ResponseItem.CreateUserMessageItem(content)]) { StreamingEnabled = cell.Stream };
        if (cell.Feature == MatrixFeatures.Structured)
        {
            options.TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("sum", BinaryData.FromString(MatrixFeatures.Schema), null, true) };
        }

        foreach (var name in cell.Feature == MatrixFeatures.Tools ? MatrixFeatures.ToolNames : [])
        {
            options.Tools.Add(ResponseTool.CreateFunctionTool(name, BinaryData.FromString(MatrixFeatures.Parameters), false, "d"));
        }

        try
        {
            return cell.Stream ? await StreamAsync(client, options) : Told((await client.CreateResponseAsync(options)).Value);
        }
        catch (ClientResultException e)
        {
            return MatrixAnswer.Raised(e, e.Status);
        }
    }

    private static MatrixAnswer Told(ResponseResult answer) => new(
        answer.GetOutputText() ?? "",
        [.. answer.OutputItems.OfType<FunctionCallResponseItem>().Select(call => new MatrixToolCall(call.FunctionName, call.FunctionArguments.ToString()))],
        answer.Status?.ToString(),
        answer.Usage?.OutputTokenCount,
        null);

    private static async Task<MatrixAnswer> StreamAsync(ResponsesClient client, CreateResponseOptions options)
    {
        MatrixAnswer? told = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(options))
        {
            told = update switch
            {
                StreamingResponseCompletedUpdate completed => Told(completed.Response),
                StreamingResponseIncompleteUpdate incomplete => Told(incomplete.Response),
                _ => told,
            };
        }

        return told ?? new("", [], null, null, null);
    }
}
