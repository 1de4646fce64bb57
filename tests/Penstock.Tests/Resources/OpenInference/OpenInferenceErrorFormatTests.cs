using System.Buffers;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Resources.OpenInference;
using Xunit;

namespace Penstock.Tests.Resources.OpenInference;

public sealed class OpenInferenceErrorFormatTests
{
    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_a_text_with_its_status_and_input_that_does_not_fit_is_400(ErrorKind kind)
    {
        var format = OpenInferenceErrorFormat.Instance;
        var error = format.Adapt(new CallError(kind, "What is \"wrong\"."));
        var into = new ArrayBufferWriter<byte>();
        format.Write(error, "call_1", into);

        Assert.Equal(kind == ErrorKind.InvalidInput ? 400 : kind.Status(), error.Status);
        Assert.Equal("""{"error":"What is \"wrong\"."}""", System.Text.Encoding.UTF8.GetString(into.WrittenSpan));
    }

    [Fact]
    public void Mistakes_are_listed_besides()
    {
        var into = new ArrayBufferWriter<byte>();
        OpenInferenceErrorFormat.Instance.Write(new CallError(ErrorKind.InvalidInput, "Two.") { Mistakes = [new("inputs.0.data", "missing", "Field required"), new("id", "string_type", "Input", "[1]")] }, "call_1", into);
        var errors = JsonElement.Parse(into.WrittenSpan).GetProperty("errors");

        Assert.Equal("""[{"path":"inputs.0.data","code":"missing","message":"Field required"},{"path":"id","code":"string_type","message":"Input","received":"[1]"}]""", errors.GetRawText());
    }
}
