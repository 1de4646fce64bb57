using Penstock.Core.Tests.Pipeline;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Core.Tests.Domain.Models;

public sealed class ModelTests
{
    [Fact]
    public void Gives_the_version_alone_when_its_name_is_asked_for()
    {
        Target[] shares = [Given.Target(new DisposableEngine()), Given.Target(new DisposableEngine())];
        Model[] versions = [Given.Model("m", shares[1]) with { Version = "3" }, Given.Model("m", shares[0]) with { Version = "2" }];
        var model = Given.Model("m", shares) with { Version = "2", Versions = versions };

        Assert.Same(model, model.In(null));
        Assert.Same(versions[1], model.In("2"));
        Assert.Same(versions[0], model.In("3"));
        Assert.Null(model.In("4"));
    }
}
