using System.Text;
using System.Text.Json.Nodes;
using Penstock.Onnx;
using Penstock.Tests;
using Xunit;

namespace Penstock.Conformance.OnnxCases;

/// <summary>
/// ONNX's own test cases (Debian's libonnx-testdata), each served over the Open Inference Protocol as JSON and as bytes: what comes
/// out is what ONNX Runtime gives by itself, and is what the case expects. Those that are not are listed, with the
/// cause, in <c>not-passed.txt</c>.
/// </summary>
public sealed class ServedCaseTests
{
    private static readonly string Listed = Repository.File("tests", "Penstock.Conformance", "OnnxCases", "not-passed.txt");

    [Fact]
    public async Task Every_case_passes_or_is_listed_with_its_cause()
    {
        Assert.SkipWhen(!Directory.Exists(OnnxCase.Root) && Environment.GetEnvironmentVariable("CI") != "true", "apt-get install libonnx-testdata");
        var cases = OnnxCase.All();
        Assert.Equal(1072, cases.Count);
        var failed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var plain = Plain(cases, failed);
        await using (var server = await PenstockServer.StartAsync(Yaml(plain.Keys)))
        {
            foreach (var (one, run) in plain)
            {
                if (await ServedAsync(server.Client, one, run) is { } cause)
                {
                    failed[one.Name] = cause;
                }
            }
        }

        var list = string.Concat(failed.Select(pair => $"{pair.Key}: {pair.Value}\n"));
        if (Environment.GetEnvironmentVariable("PENSTOCK_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Listed, list, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(Listed, TestContext.Current.CancellationToken), list);
        Assert.True(cases.Count - failed.Count >= 949, $"{cases.Count - failed.Count} pass.");
    }

    /// <summary>What ONNX Runtime itself gives, of those cases where it gives what is expected.</summary>
    private static Dictionary<OnnxCase, PlainRun> Plain(IEnumerable<OnnxCase> cases, SortedDictionary<string, string> failed)
    {
        var plain = new Dictionary<OnnxCase, PlainRun>();
        foreach (var one in cases)
        {
            try
            {
                using var session = OnnxSession.Open(OnnxRuntime.Load(), one.Model);
                if (one.Inputs() is not { } inputs || one.Outputs() is not { } expected)
                {
                    failed[one.Name] = "it takes or gives sequences or optionals";
                }
                else if (one.Run(session, inputs) is var outputs && outputs.Zip(expected).All(pair => CaseComparison.Same(pair.First, pair.Second)))
                {
                    plain[one] = new PlainRun([.. session.Signature.Inputs.Select(port => port.Name).Zip(inputs)], outputs);
                }
                else
                {
                    failed[one.Name] = "ONNX Runtime itself gives something else";
                }
            }
            catch (OnnxException e)
            {
                failed[one.Name] = "ONNX Runtime itself refuses it: " + Shorten(e.Message.Replace(one.Model, "", StringComparison.Ordinal));
            }
        }

        return plain;
    }

    private static string Yaml(IEnumerable<OnnxCase> cases) =>
        "models:\n" + string.Concat(cases.Select(one => $"  \"{one.Name}\": {{ onnx: \"{one.Model}\" }}\n"));

    private static async Task<string?> ServedAsync(HttpClient client, OnnxCase one, PlainRun run)
    {
        foreach (var form in (Func<IReadOnlyList<(string, CaseTensor)>, HttpContent>[])[InferMessage.Json, InferMessage.Binary])
        {
            using var content = form(run.Inputs);
            using var answer = await client.PostAsync($"v2/models/{one.Name}/infer", content, TestContext.Current.CancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                var error = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                return $"refused with {(int)answer.StatusCode}: {Shorten((string?)JsonNode.Parse(error)!["error"] ?? error)}";
            }

            var outputs = await InferMessage.ReadAsync(answer, TestContext.Current.CancellationToken);
            if (outputs.Count != run.Outputs.Count || !outputs.Zip(run.Outputs).All(pair => CaseComparison.Served(pair.First, pair.Second)))
            {
                return $"{form.Method.Name} gives {string.Join(" ", outputs)} and ONNX Runtime {string.Join(" ", run.Outputs)}";
            }
        }

        return null;
    }

    // One line; what a machine adds to a message (a path, an address) does not come so early.
    private static string Shorten(string text) =>
        new StringBuilder(text).Replace('\n', ' ').Replace(OnnxCase.Root, "").ToString() is var line && line.Length <= 140 ? line : line[..140] + "…";

    private sealed record PlainRun(IReadOnlyList<(string Name, CaseTensor Tensor)> Inputs, IReadOnlyList<CaseTensor> Outputs);
}
