using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Penstock.Tests.Hosting;

/// <summary>ONNX models between C# types.</summary>
public sealed class TypedModelTests
{
    private static readonly string Iris = Repository.File("src", "Penstock", "Gateways", "Engines", "Box", "iris.onnx");
    private static readonly object Setosa = new { sepal_length = 5.1, sepal_width = 3.5, petal_length = 1.4, petal_width = 0.2 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed record ByIndex(long Label, float[] Probabilities);

    public sealed record ByNumber(string Label, Dictionary<long, double> Probabilities, string? Remark = null);

    public sealed record Box(double Length, double Width);

    public sealed record Misnamed(float SepalLength, float SepalWidth, float PetalLength, float PetalBreadth);

    public sealed record Textual(string SepalLength, float SepalWidth, float PetalLength, float PetalWidth);

    public sealed record TooMuch(float SepalLength, float SepalWidth, float PetalLength, float PetalWidth, string Color);

    public sealed record NoSuch(long Label, float Confidence);

    public sealed record WrongKind(long Label, string[] Probabilities);

    public sealed class Plain
    {
        public float SepalLength { get; set; }
    }

    [Fact]
    public async Task A_record_goes_in_and_a_record_comes_out()
    {
        await using var test = await Serve.Test(app => app.Model<Iris, Species>(Iris));
        var species = await test.Call<Species>("iris", Setosa, Ct);
        Assert.Equal((0, "setosa"), (species.Label, species.ClassName));
        Assert.Equal(["setosa", "versicolor", "virginica"], species.Probabilities.Keys);
        Assert.Equal(1, species.Probabilities.Values.Sum(), 1e-5);

        // What is left out has the record's default, and every mistake is told at once.
        Assert.Equal("setosa", (await test.Call<Species>("iris", new { sepal_length = 5.1, sepal_width = 3.5, petal_length = "1.4" }, Ct)).ClassName);
        using var refused = await test.Client.PostAsync("models/iris/invoke", new StringContent("""{"sepal_length":"long","petal_length":1}""", null, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var text = await refused.Content.ReadAsStringAsync(Ct);
        Assert.Contains("\"path\":\"sepal_length\"", text);
        Assert.Contains("\"path\":\"sepal_width\"", text);
    }

    [Fact]
    public async Task Probabilities_are_a_list_or_a_dictionary_as_the_member_says()
    {
        await using var test = await Serve.Test(app =>
        {
            app.Model<Iris, ByIndex>(Iris, "by-index");
            app.Model<Iris, ByNumber>(Iris, "by-number");
            app.Model<Iris, string>(Iris, "by-name");
            app.Model(Iris, "as-it-is");
        });
        Assert.Equal(3, (await test.Call<ByIndex>("by-index", Setosa, Ct)).Probabilities.Length);
        var numbered = await test.Call<ByNumber>("by-number", Setosa, Ct);
        Assert.Equal("setosa", numbered.Label);
        Assert.Equal([0, 1, 2], numbered.Probabilities.Keys);
        Assert.Equal("setosa", await test.Call<string>("by-name", Setosa, Ct));
        Assert.Equal(2, (await test.Call<JsonElement[]>("as-it-is", new[] { Setosa, Setosa }, Ct)).Length);
    }

    [Fact]
    public async Task Code_stands_before_and_after_and_the_signature_is_theirs()
    {
        await using var test = await Serve.Test(app =>
        {
            app.Builder.Services.AddSingleton(new Dictionary<string, string> { ["setosa"] = "Borsten-Schwertlilie" });
            app.Model(Iris, "flower")
                .Describe("Tells the species of a flower by its boxes.")
                .Before((Box box, CancellationToken ct) => box.Length < 0 ? throw new ArgumentOutOfRangeException(nameof(box.Length), "It is negative.")
                    : new Iris((float)box.Length, (float)box.Width, 1.4f))
                .After(async (Species species, Dictionary<string, string> names, CallInfo call) =>
                {
                    await Task.Yield();
                    return new { Name = names[species.ClassName], call.Model };
                });
            app.Model(Iris, "by-parameters").Before((double length, double width = 3.5) => new Iris((float)length, (float)width, 1.4f));
        });
        var answer = await test.Call<Dictionary<string, string>>("flower", new Box(5.1, 3.5), Ct);
        Assert.Equal("Borsten-Schwertlilie", answer["name"]);
        Assert.Equal("flower", answer["model"]);
        Assert.Equal("setosa", (await test.Call<JsonElement>("by-parameters", new { length = 5.1 }, Ct)).GetProperty("class_name").GetString());

        var shown = JsonDocument.Parse(await test.Client.GetStringAsync("models/flower", Ct)).RootElement;
        Assert.Equal(["length", "width"], shown.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("name").GetString()));
        Assert.Equal("Tells the species of a flower by its boxes.", shown.GetProperty("description").GetString());
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => test.Call<JsonElement>("flower", new Box(-1, 1), Ct));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_at_start_and_names_the_member()
    {
        Assert.Contains("Misnamed has no member for the column 'petal_width' of the model's input 'input'", await RefusalAsync(app => app.Model<Misnamed, Species>(Iris)));
        Assert.Contains("the member 'sepal_length' of Textual is a String", await RefusalAsync(app => app.Model<Textual, Species>(Iris)));
        Assert.Contains("the member 'color' of TooMuch fits no input of the model, which has sepal_length", await RefusalAsync(app => app.Model<TooMuch, Species>(Iris)));
        Assert.Contains("the model has no output for the member 'confidence' of NoSuch; its outputs are label, probabilities", await RefusalAsync(app => app.Model<Iris, NoSuch>(Iris)));
        Assert.Contains("the member 'probabilities' of WrongKind is a String[]", await RefusalAsync(app => app.Model<Iris, WrongKind>(Iris)));
        Assert.Contains("Plain is no positional record", await RefusalAsync(app => app.Model<Plain, Species>(Iris)));
        Assert.Contains("put a Before around it", await RefusalAsync(app => app.Model(Iris).After((Species species) => 1)));
        Assert.Contains("gives a Box, and the model takes a Iris", await RefusalAsync(app => app.Model<Iris, Species>(Iris, before: (Box box) => box)));
        Assert.Contains("takes 'more', a Int32, which nobody gives", await RefusalAsync(app => app.Model<Iris, Species>(Iris, after: (Species species, int more) => more)));
        Assert.Contains("nowhere.onnx", await RefusalAsync(app => app.Model("nowhere.onnx")));
    }

    private static async Task<string> RefusalAsync(Action<ServeApp> define) =>
        (await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Serve.Test(define))).Message;
}
