// Code around a model, and a function that calls models: each of these calls is one of its own in the ledger.
// Start it, and keep the admin key that it prints at its first start:
//     dotnet run samples/pipeline.cs
// Call the model, which takes a text now:
//     curl http://127.0.0.1:8080/models/flower/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"text":"6.3 3.3 6.0 2.5"}'
// It answers:
//     {"species":"virginica","sure":true}
// Call the function, which calls the model for each line:
//     curl http://127.0.0.1:8080/models/garden/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"lines":["5.1 3.5 1.4 0.2","6.3 3.3 6.0 2.5","5.0 3.4 1.5 0.2"]}'
// It answers:
//     {"setosa":2,"virginica":1}
// What is wrong with a text, the caller is told:
//     curl -s http://127.0.0.1:8080/models/flower/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"text":"tall"}' | grep -o '"detail":"[^"]*"'
// It answers:
//     "detail":"The input has a mistake at 'text': Write four lengths, as in 5.1 3.5 1.4 0.2."
#:project ../src/Penstock/Penstock.csproj

using System.Globalization;
using Penstock;

var app = Serve.App(args);

app.Model<Iris, Species>("../src/Penstock/Gateways/Engines/Box/iris.onnx", "flower")
    .Describe("Tells the species of an iris by a text with its four lengths.")
    .Before((string text) => text.Split(' ') is [var a, var b, var c, var d]
        ? new Iris(Number(a), Number(b), Number(c), Number(d))
        : throw new ArgumentException("Write four lengths, as in 5.1 3.5 1.4 0.2.", nameof(text)))
    .After((Species species) => new Answer(species.ClassName, species.Probabilities.Max() > 0.9));

app.Function("garden", async (string[] lines, Models models) =>
{
    var count = new SortedDictionary<string, int>();
    foreach (var text in lines)
    {
        var answer = await models.Call<Answer>("flower", new { text });
        count[answer.Species] = count.GetValueOrDefault(answer.Species) + 1;
    }

    return count;
});

app.Run();

static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

record Iris(float SepalLength, float SepalWidth, float PetalLength, float PetalWidth);

record Species(string ClassName, float[] Probabilities);

record Answer(string Species, bool Sure);
