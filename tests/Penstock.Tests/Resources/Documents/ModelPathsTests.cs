using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources;
using Penstock.Resources.Documents;
using Penstock.Resources.Models;
using Penstock.Tests.Dialects.Predict;
using Xunit;

namespace Penstock.Tests.Resources.Documents;

/// <summary>The addresses of typed models.</summary>
public sealed class ModelPathsTests
{
    private static readonly DescribedOperation Any = new("/models/{model_id}/invoke", "POST", ProblemFormat.Instance, ModelOperations.Invoke);

    [Fact]
    public void Ids_keep_slashes_and_colons_and_nothing_that_an_address_may_not_hold()
    {
        var paths = ModelPaths.Of([Model("meta/iris:1.0"), Model("a b{c}?")], Any).Select(operation => operation.Path);

        Assert.Equal(["/models/{model_id}/invoke", "/models/meta/iris:1.0/invoke", "/models/a%20b%7Bc%7D%3F/invoke"], paths);
    }

    [Fact]
    public void Ids_that_differ_in_what_a_name_may_not_hold_get_different_names()
    {
        var operations = ModelPaths.Of([Model("a/b"), Model("a:b"), Model("A_b")], Any).Skip(1).ToArray();

        Assert.Equal(["invoke.a_b", "invoke.a_b_", "invoke.A_b__"], operations.Select(operation => operation.Description.Id));
        Assert.Equal(3, operations.Select(operation => operation.Description.Request!.Schema.Name).Distinct().Count());
    }

    [Fact]
    public void Models_without_a_signature_have_none()
    {
        var chat = Model("chat") with { Capabilities = [Capability.Chat], Signature = null };

        Assert.Equal([Any], ModelPaths.Of([chat], Any));
    }

    private static Model Model(string id) => new() { Id = id, Capabilities = [Capability.Predict], Targets = [], Signature = Signatures.Iris, Source = "file" };
}
