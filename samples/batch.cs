// A function over lists: each call gives one item, and calls that come while it runs share its next run.
// Start it, and keep the admin key that it prints at its first start:
//     dotnet run samples/batch.cs
// Call it with one review; the members of the record are the inputs:
//     curl http://127.0.0.1:8080/models/mood/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"text":"good food, good wine","stars":5}'
// It answers:
//     {"mood":"happy","score":0.9}
// Call it from thirty-two at once; every one gets its own answer:
//     seq 32 | xargs -P 32 -I N sh -c 'echo "$(curl -s http://127.0.0.1:8080/models/length/invoke -H "Authorization: Bearer $0" -H "Content-Type: application/json" -d "{\"input\":[$1,0]}")"' "$KEY" N | sort -n | tail -2
// It answers:
//     31
//     32
// What is wrong with an item, its caller is told, and only that one:
//     curl -s http://127.0.0.1:8080/models/length/invoke -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{"input":[]}' | grep -o '"detail":"[^"]*"'
// It answers:
//     "detail":"The input has a mistake at 'input': A vector has at least one number."
#:project ../src/Penstock/Penstock.csproj

using Penstock;

var app = Serve.App(args);

// What costs as much for one as for many: a model's run, a round trip to a database, a batch on a GPU.
app.Batch("mood", (IReadOnlyList<Review> reviews) => reviews.Select(review => Judge(review)).ToArray(), "Tells the mood of a review.", maxItems: 128);

// It may be asynchronous, and be told when nobody is left who waits for it.
app.Batch("length", async (IReadOnlyList<double[]> vectors, CancellationToken ct) =>
{
    await Task.Delay(20, ct);
    return vectors.Select(vector => vector.Length > 0 ? Math.Sqrt(vector.Sum(x => x * x)) : throw new ArgumentException("A vector has at least one number.", nameof(vectors))).ToList();
});

app.Run();

static Mood Judge(Review review)
{
    var good = review.Text.Split(' ').Count(word => word is "good" or "great");
    var score = Math.Round(Math.Min(1, (0.1 * review.Stars) + (0.2 * good)), 2);
    return new Mood(score > 0.5 ? "happy" : "sad", score);
}

record Review(string Text, int Stars = 3);

record Mood([property: System.Text.Json.Serialization.JsonPropertyName("mood")] string Name, double Score);
