using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Resources.Management;
using Xunit;

namespace Penstock.Tests.Resources.Management;

public sealed class MemberReaderTests
{
    [Fact]
    public void Without_mistakes_there_is_no_error()
    {
        var members = Read("""{"name":" Ada "}""");
        members.Only(["name"]);

        Assert.Equal("Ada", members.Text("name", 3));
        Assert.Equal("Ada", members.RequiredText("name", 3));
        Assert.Null(members.Text("nickname", 3));
        Assert.Equal((0, null, null, null), (members.Count, members.Error, members.FirstError, members.ErrorOf("things")));
    }

    [Fact]
    public void Refuses_members_that_are_not_known_and_repeats_what_they_hold_only_where_told_to()
    {
        var (silent, telling) = (Read("""{"colour":"red"}"""), Read($$"""{"colour":"{{new string('r', 200)}}"}"""));
        silent.Only(["name", "age"]);
        telling.Only(["name"], "There is no such member to set. Known are:", shown: true);

        Assert.Equal([new InputMistake("colour", "extra_forbidden", "There is no such member. Known are: name, age.")], silent.Error!.Mistakes);
        Assert.Equal([new InputMistake("colour", "extra_forbidden", "There is no such member to set. Known are: name.", "\"" + new string('r', 99) + "…")], telling.Error!.Mistakes);
    }

    [Theory]
    [InlineData("""{"name":7}""", "string_type", "string_type")]
    [InlineData("""{"name":"  "}""", "string_type", "string_type")]
    [InlineData("""{"name":"four"}""", "string_type", "string_type")]
    [InlineData("""{"name":null}""", null, "string_type")]
    [InlineData("{}", null, "missing")]
    public void A_text_that_is_none_is_refused_once(string body, string? optional, string? required)
    {
        var (may, must) = (Read(body), Read(body));

        Assert.Null(may.Text("name", 3));
        Assert.Null(must.RequiredText("name", 3));
        Assert.Equal(optional is null ? [] : [new InputMistake("name", optional, "It must be a text of 1 to 3 characters.")], may.Error?.Mistakes ?? []);
        Assert.Equal([new InputMistake("name", required!, "It must be a text of 1 to 3 characters.")], must.Error?.Mistakes ?? []);
    }

    [Fact]
    public void An_error_says_the_one_mistake_or_how_many_there_are_or_the_first()
    {
        var members = Read("{}");
        members.Refuse("name", "missing", "Give it a name. ");

        Assert.Equal("'name': Give it a name.", members.Error!.Message);
        members.Refuse("age", "int_type", "It must be a number.", JsonDocument.Parse("[7]").RootElement);
        Assert.Equal(("2 members are wrong.", "2 things are wrong.", "'name': Give it a name."), (members.Error.Message, members.ErrorOf("things")!.Message, members.FirstError!.Message));
        Assert.Equal((ErrorKind.InvalidInput, "[7]"), (members.Error.Kind, members.Error.Mistakes[1].Received));
    }

    private static MemberReader Read(string body) => new(JsonDocument.Parse(body).RootElement);
}
