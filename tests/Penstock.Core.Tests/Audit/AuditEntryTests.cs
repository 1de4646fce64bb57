using Penstock.Audit;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Tests.Audit;

/// <summary>Complaint G26 of gateways.md, section 5: keys in logs and in records of changes.</summary>
public sealed class AuditEntryTests
{
    [Theory]
    [InlineData("""{"api_key":"abc"}""", """{"api_key":"[masked]"}""")]
    [InlineData("""{"a":[{"clientSecret":"abc"}]}""", """{"a":[{"clientSecret":"[masked]"}]}""")]
    [InlineData("""{"key":"ps_abc","key_id":"key_1","Hash":"ff"}""", """{"key":"[masked]","key_id":"key_1","Hash":"[masked]"}""")]
    [InlineData("""{"password":{"text":"abc"}}""", """{"password":"[masked]"}""")]
    [InlineData("""{"access-token":"abc","max_tokens":5,"input_tokens":"7"}""", """{"access-token":"[masked]","max_tokens":5,"input_tokens":"7"}""")]
    [InlineData("""{"api_key":"secret:openai","token":"${TOKEN}","authorization":null}""", """{"api_key":"secret:openai","token":"${TOKEN}","authorization":null}""")]
    [InlineData("no json: abc", "\"[masked]\"")]
    public void Keeps_no_secret_of_what_it_is_given(string given, string kept)
    {
        var entry = new AuditEntry(new Actor("user_ada"), "provider.change", "provider", "openai", DateTimeOffset.UnixEpoch) { Before = given, After = given };

        Assert.Equal((kept, kept), (entry.Before, entry.After));
    }
}
