using Penstock.Dialects.Bedrock.Native;
using Xunit;

namespace Penstock.Tests.Dialects.Bedrock.Native;

public sealed class PromptTurnsTests
{
    [Theory]
    [InlineData("Once upon a time", "User:Once upon a time")]
    [InlineData("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", "System:Be brief.|User:Hi")]
    [InlineData("<s>[INST] Hi [/INST]", "User:Hi")]
    [InlineData("<s>[INST] <<SYS>>Be brief.<</SYS>> Hi [/INST] Hello.</s>[INST] And? [/INST]", "System:Be brief.|User:Hi|Assistant:Hello.|User:And?")]
    [InlineData("what is [INST]?", "User:what is [INST]?")]
    [InlineData("<|start_header_id|>broken", "User:<|start_header_id|>broken")]
    public void The_turns_of_a_prompt_become_messages(string prompt, string expected) =>
        Assert.Equal(expected, string.Join('|', PromptTurns.Read(prompt).Select(turn => $"{turn.Role}:{turn.Text}")));
}
