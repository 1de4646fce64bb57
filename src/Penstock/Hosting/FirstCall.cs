using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Documents;

namespace Penstock.Hosting;

/// <summary>A call that works when it is pasted: a model and a body it takes.</summary>
internal sealed record FirstCall(string Model, string Body)
{
    /// <summary>That of the model in the box, which is not loaded for it.</summary>
    public static IReadOnlyList<FirstCall> Iris { get; } = [new("iris", """{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}""")];

    /// <summary>One for each typed model, by the examples that the documents show.</summary>
    public static IReadOnlyList<FirstCall> Of(IEnumerable<Model> models) =>
        [.. from model in models
            where model.Can(Capability.Predict) && model.Signature is not null
            let schema = ((MadeSchema)new SignatureSchemas(model.Signature!, model.Id).Request()).Schema
            select new FirstCall(model.Id, SignatureExamples.Of(model.Signature!, schema).First().Value)];
}
