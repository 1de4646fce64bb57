using System.Text;
using Xunit;

namespace Penstock.Tests.Secrets;

/// <summary>The search of the planted secrets finds them, or it would prove nothing.</summary>
public sealed class PlantsTests
{
    [Fact]
    public void Every_form_and_every_piece_is_found()
    {
        var plants = new Plants();
        var secret = plants.New("one", "sk-", special: true);

        foreach (var form in new[]
        {
            secret, secret[7..19], Uri.EscapeDataString(secret), Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("a:" + secret + "z")), Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + secret)).Replace('+', '-').Replace('/', '_'),
        })
        {
            Assert.Single(plants.In($"before {form} after"));
        }

        Assert.Empty(plants.In("nothing of it " + secret[..11]));
    }
}
