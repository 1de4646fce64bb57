using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Penstock.Tests;

namespace Penstock.Conformance.Matrix;

/// <summary>The cells of Anthropic's SDK for .NET.</summary>
internal static class AnthropicCells
{
    public static async Task<MatrixAnswer> AskAsync(Uri penstock, MatrixCell cell)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        using var client = new AnthropicClient(new ClientOptions { BaseUrl = penstock.ToString(), AuthToken = PenstockServer.AdminKey, HttpClient = http, MaxRetries = 0 });
        List<ContentBlockParam> content = [new TextBlockParam { Text = cell.Mark }];
        if (cell.Feature == MatrixFeatures.Image)
        {
            content.Add(new ImageBlockParam { Source = new Base64ImageSource { Data = MatrixFeatures.Picture, MediaType = MediaType.ImagePng } });
        }

        var ask = new MessageCreateParams { Model = cell.Model, MaxTokens = 512, Messages = [new UserMessageParam { Content = content }] };
        ask = cell.Feature switch
        {
            MatrixFeatures.Structured => ask with { OutputConfig = new OutputConfig { Format = new JsonOutputFormat { Schema = Members(MatrixFeatures.Schema) } } },
            MatrixFeatures.Tools => ask with { Tools = [.. MatrixFeatures.ToolNames.Select(name => new Tool { Name = name, Description = "d", InputSchema = new InputSchema { Properties = Members(MatrixFeatures.Parameters)["properties"].Deserialize<Dictionary<string, JsonElement>>()! } })] },
            _ => ask,
        };
        try
        {
            return cell.Stream ? await StreamAsync(client, ask) : Told(await client.Messages.Create(ask));
        }
        catch (AnthropicApiException e)
        {
            return MatrixAnswer.Raised(e, (int)e.StatusCode);
        }
    }

    private static Dictionary<string, JsonElement> Members(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    private static MatrixAnswer Told(Message answer) => new(
        string.Concat(answer.Content.Select(block => block.Value).OfType<TextBlock>().Select(block => block.Text)),
        [.. answer.Content.Select(block => block.Value).OfType<ToolUseBlock>().Select(block => new MatrixToolCall(block.Name, JsonSerializer.Serialize(block.Input)))],
        answer.StopReason?.Raw(),
        answer.Usage.OutputTokens,
        null);

    private static async Task<MatrixAnswer> StreamAsync(AnthropicClient client, MessageCreateParams ask)
    {
        var text = new StringBuilder();
        var calls = new List<(string Name, StringBuilder Input)>();
        var (finish, output) = ((string?)null, (long?)null);
        await foreach (var one in client.Messages.CreateStreaming(ask))
        {
            switch (one.Value)
            {
                case RawContentBlockStartEvent { ContentBlock.Value: ToolUseBlock tool }:
                    calls.Add((tool.Name, new StringBuilder()));
                    break;
                case RawContentBlockDeltaEvent { Delta.Value: TextDelta delta }:
                    text.Append(delta.Text);
                    break;
                case RawContentBlockDeltaEvent { Delta.Value: InputJsonDelta delta }:
                    calls[^1].Input.Append(delta.PartialJson);
                    break;
                case RawMessageDeltaEvent end:
                    (finish, output) = (end.Delta.StopReason?.Raw(), end.Usage.OutputTokens);
                    break;
            }
        }

        return new(text.ToString(), [.. calls.Select(call => new MatrixToolCall(call.Name, call.Input.ToString()))], finish, output, null);
    }
}
