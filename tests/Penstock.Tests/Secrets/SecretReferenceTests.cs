using Penstock.Secrets;
using Xunit;

namespace Penstock.Tests.Secrets;

public sealed class SecretReferenceTests
{
    [Theory]
    [InlineData("secret:env/OPENAI_API_KEY", "env", "OPENAI_API_KEY", null)]
    [InlineData("secret:vault/team/openai#key", "vault", "team/openai", "key")]
    [InlineData("secret:aws/arn:aws:secretsmanager:eu-west-1:123:secret:prod/x-AbC", "aws", "arn:aws:secretsmanager:eu-west-1:123:secret:prod/x-AbC", null)]
    public void Names_a_store_a_path_and_perhaps_a_field(string text, string store, string path, string? field)
    {
        Assert.Equal(new SecretReference(store, path, field), SecretReference.Parse(text));
        Assert.Equal(text, SecretReference.Parse(text)!.ToString());
    }

    [Theory]
    [InlineData("secret:env")]
    [InlineData("secret:/x")]
    [InlineData("secret:env/")]
    [InlineData("secret:env/x#")]
    [InlineData("secret:file/../shadow")]
    [InlineData("secret:file//etc/shadow")]
    [InlineData("secret:file/a b")]
    [InlineData("sk-0123456789")]
    public void Is_refused_when_it_is_not_complete_or_leaves_its_store(string text) => Assert.Null(SecretReference.Parse(text));
}
