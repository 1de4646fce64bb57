using System.Buffers;
using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.OpenInference;

/// <summary>Inference requests for the tests of the codec.</summary>
internal static class Inference
{
    /// <summary>A model of a signature.</summary>
    public static Model Model(Signature signature, string? version = null) => new()
    {
        Id = "house/model:1",
        Version = version,
        Capabilities = [Capability.Predict],
        Targets = [],
        Signature = signature,
        Source = "file",
    };

    /// <summary>A request of a body; JSON with the given bytes behind it where there are any.</summary>
    public static InferRequest Request(string json, byte[]? binary = null)
    {
        var body = new PooledBytes();
        body.Write(Encoding.UTF8.GetBytes(json));
        var length = body.Length;
        body.Write(binary ?? []);
        var (request, error) = InferRequest.Make(body, binary is null ? null : length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(error);
        return (InferRequest)request!;
    }

    /// <summary>The input of a request that has no mistake. Its memory is the request's.</summary>
    public static PredictInput Input(this InferRequest request, Signature signature)
    {
        var (input, error) = request.ReadInput(Model(signature));
        Assert.Null(error);
        return Assert.IsType<PredictInput>(input);
    }

    /// <summary>The error of a request.</summary>
    public static CallError Error(this InferRequest request, Signature signature)
    {
        var (input, error) = request.ReadInput(Model(signature));
        Assert.Null(input);
        return error!;
    }

    /// <summary>The only tensor of a request that has no mistake.</summary>
    public static Tensor Tensor(this InferRequest request, Signature signature) => Assert.IsType<Tensor>(Assert.Single(request.Input(signature).Values));
}
