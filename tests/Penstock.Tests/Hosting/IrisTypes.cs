using System.ComponentModel.DataAnnotations;

namespace Penstock.Tests.Hosting;

public sealed record Iris(float SepalLength, float SepalWidth, float PetalLength, [property: Range(0, 10)] float PetalWidth = 0.2f);

public sealed record Species(long Label, string ClassName, Dictionary<string, float> Probabilities);
