using Penstock.Gateways.Engines.Guide;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Guide;

public sealed class GuideWordsTests
{
    [Theory]
    [InlineData("How do I create keys?", "creat key")]
    [InlineData("streaming streams streamed", "stream stream stream")]
    [InlineData("running policies, classes", "run policy class")]
    [InlineData("requests_per_minute", "request per minut requests_per_minut")]
    [InlineData("CallPipeline", "call pipelin callpipelin")]
    [InlineData("x-api-key 127.0.0.1", "x api key x-api-key 127 0 0 1 127.0.0.1")]
    [InlineData("/v1/models", "v1 model")]
    [InlineData("the of -- _", "")]
    [InlineData("Größe", "größ")]
    public void Makes_terms(string text, string terms) => Assert.Equal(terms, string.Join(' ', GuideWords.Of(text)));
}
