using System.Runtime.CompilerServices;
using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>Every mistake at once. A case: the signature's name and the body; a dashed line; path, code, message and received value, each line a mistake.</summary>
public sealed class MistakesTests
{
    public static TheoryData<string> Cases() => new(Directory.GetFiles(Folder(), "*.txt").Select(Path.GetFileNameWithoutExtension).Order()!);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reports_every_mistake(string name)
    {
        var parts = File.ReadAllText(Path.Combine(Folder(), name + ".txt")).Split("\n---\n");
        var (signature, body) = (parts[0][..parts[0].IndexOf('\n')], parts[0][(parts[0].IndexOf('\n') + 1)..]);

        var (input, error) = PredictReader.Read(Encoding.UTF8.GetBytes(body), Signatures.Named(signature));

        Assert.Null(input);
        Assert.Equal(ErrorKind.InvalidInput, error!.Kind);
        Assert.Equal(
            parts[1].TrimEnd('\n'),
            string.Join('\n', error.Mistakes.Select(mistake => $"{mistake.Path} | {mistake.Code} | {mistake.Message} | {mistake.Received}".TrimEnd())));
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Mistakes");
}
