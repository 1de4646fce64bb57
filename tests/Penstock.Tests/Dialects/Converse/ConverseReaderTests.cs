using Penstock.Dialects.Converse;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Converse;

public sealed class ConverseReaderTests
{
    [Fact]
    public void Reads_every_member()
    {
        var (input, stream, error) = ConverseReader.Read(Wire.Bytes("""
            {
              "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": [{"type": "text", "text": "What is it?"}, {"type": "image", "data": "AAAA", "media_type": "image/png"}, {"type": "file", "url": "https://example.com/a.pdf", "name": "a.pdf"}]},
                {"role": "assistant", "content": [{"type": "reasoning", "text": "Hm.", "signature": "s1"}, {"type": "tool_call", "id": "c1", "name": "look", "arguments": "{\"at\":1}", "signature": "s2"}]},
                {"role": "tool", "content": [{"type": "tool_result", "tool_call_id": "c1", "content": "a gate", "is_error": false}]}
              ],
              "tools": [{"name": "look", "description": "Looks.", "parameters": {"type": "object"}}],
              "tool_choice": {"name": "look"}, "response_schema": {"type": "object"}, "temperature": 0.5, "top_p": 1, "max_output_tokens": 9,
              "stop": ["#"], "seed": 7, "reasoning_effort": "low", "stream": true
            }
            """));

        Assert.Null(error);
        Assert.True(stream);
        Assert.Equal(
            Shape.Of(new ChatInput
            {
                Messages =
                [
                    Message.Of(Role.System, "Be brief."),
                    new Message(Role.User, [new TextPart("What is it?"), new ImagePart(new MediaInline("image/png", "AAAA")), new FilePart(new MediaUrl("https://example.com/a.pdf")) { Name = "a.pdf" }]),
                    new Message(Role.Assistant, [new ReasoningPart("Hm.") { Signature = "s1" }, new ToolCallPart("c1", "look", "{\"at\":1}") { Signature = "s2" }]),
                    new Message(Role.Tool, [new ToolResultPart("c1", [new TextPart("a gate")]) { IsError = false }]),
                ],
                Tools = [new FunctionTool("look") { Description = "Looks.", Parameters = """{"type": "object"}""" }],
                ToolChoice = new NamedToolChoice("look"),
                ResponseFormat = new JsonSchemaFormat("answer") { Schema = """{"type": "object"}""", Strict = true },
                Sampling = new Sampling { Temperature = 0.5, TopP = 1, Seed = 7 },
                Reasoning = new ReasoningOptions { Effort = "low" },
                MaxOutputTokens = 9,
                Stop = ["#"],
            }),
            Shape.Of(input!));
    }

    [Theory]
    [InlineData("""{}""", "'messages' is required")]
    [InlineData("""{"messages":[]}""", "'messages' must have at least one message")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_tokens":3}""", "'max_tokens' is not known here; known are messages, tools")]
    [InlineData("""{"messages":[{"role":"robot","content":"a"}]}""", "'messages[0].role' must be system, user, assistant or tool")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "'messages[0].content' is required")]
    [InlineData("""{"messages":[{"role":"tool","content":"a"}]}""", "'messages[0].content' must be an array of tool_result parts")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"smell"}]}]}""", "'messages[0].content[0].type' must be one of text, image")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image","url":"u","data":"d"}]}]}""", "only one of them")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image","data":"d"}]}]}""", "'messages[0].content[0].media_type' is required")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"temperature":3}""", "'temperature' must be from 0 to 2")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"tool_choice":"maybe"}""", "'tool_choice' must be")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_output_tokens":0}""", "'max_output_tokens' must be a whole number from 1")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stop":[1]}""", "'stop[0]' must be a string")]
    public void Names_the_member_and_what_it_must_be(string body, string says)
    {
        var (input, _, error) = ConverseReader.Read(Wire.Bytes(body));

        Assert.Null(input);
        Assert.Equal(ErrorKind.InvalidInput, error!.Kind);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_every_mistake_at_once()
    {
        var (_, _, error) = ConverseReader.Read(Wire.Bytes("""{"messages":[{"role":"x","content":1}],"temperature":"hot","n":2}"""));

        Assert.Equal(["n", "messages.0.role", "messages.0.content", "temperature"], error!.Mistakes.Select(mistake => mistake.Path));
    }
}
