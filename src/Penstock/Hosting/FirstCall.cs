using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Documents;

namespace Penstock.Hosting;

/// <summary>A call that works when it is pasted: a model and a body it takes.</summary>
internal sealed record FirstCall(string Model, string Body)
{
    private const int Most = 8;
    private const int LongestBody = 300;

    /// <summary>One for each of the first typed models, by the examples that the documents show.</summary>
    public static IReadOnlyList<FirstCall> Of(IEnumerable<Model> models) =>
        [.. (from model in models
             where model.Can(Capability.Predict) && model.Signature is not null
             let example = SignatureExamples.Of(model.Signature!).FirstOrDefault()
             where example is not null && example.Value.Length <= LongestBody
             select new FirstCall(model.Id, example.Value)).Take(Most)];
}
