using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Core.Tests.Domain.Conversations;

public sealed class MessageTests
{
    [Fact]
    public void Joins_its_text_parts_and_leaves_the_others_out()
    {
        var message = new Message(Role.Assistant, [new ReasoningPart("hm"), new TextPart("to "), new TextPart("be"), new RefusalPart("no")]);

        Assert.Equal("to be", message.Text);
    }
}
