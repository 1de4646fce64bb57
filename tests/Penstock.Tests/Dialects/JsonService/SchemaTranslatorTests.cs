using Penstock.Dialects.JsonService;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.JsonService;

public sealed class SchemaTranslatorTests
{
    [Theory]
    [InlineData("""{"type":"boolean"}""", typeof(BoolShape))]
    [InlineData("""{"type":"number"}""", typeof(FloatShape))]
    [InlineData("""{"type":"string"}""", typeof(TextShape))]
    [InlineData("""{"type":"string","format":"date"}""", typeof(DateShape))]
    [InlineData("""{"type":"string","format":"date-time"}""", typeof(DateTimeShape))]
    [InlineData("""{"type":"string","format":"duration"}""", typeof(DurationShape))]
    [InlineData("""{"type":"string","format":"uuid"}""", typeof(UuidShape))]
    [InlineData("""{"type":"string","format":"byte"}""", typeof(BytesShape))]
    [InlineData("""{"type":"string","format":"time"}""", typeof(TextShape))]
    [InlineData("""{"type":"array"}""", typeof(ListShape))]
    [InlineData("""{"items":{"type":"integer"}}""", typeof(ListShape))]
    [InlineData("""{"type":"object"}""", typeof(MapShape))]
    [InlineData("""{"type":["integer","number"]}""", typeof(FloatShape))]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"string"}]}""", typeof(AnyShape))]
    [InlineData("""{"type":["integer","string"]}""", typeof(AnyShape))]
    [InlineData("""{"enum":[[1],[2]]}""", typeof(AnyShape))]
    [InlineData("""{"$ref":"#/components/schemas/Nowhere"}""", typeof(AnyShape))]
    [InlineData("""{"$ref":"other.json#/Pet"}""", typeof(AnyShape))]
    [InlineData("""{"type":"cat"}""", typeof(AnyShape))]
    [InlineData("true", typeof(AnyShape))]
    [InlineData("{}", typeof(AnyShape))]
    public void A_type_is_a_shape_and_what_no_shape_says_lets_all_pass(string schema, Type expected) => Assert.IsType(expected, Translate(schema));

    [Theory]
    [InlineData("""{"type":"integer"}""", false)]
    [InlineData("""{"type":["integer","null"]}""", true)]
    [InlineData("""{"type":"integer","nullable":true}""", true)]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"null"}]}""", true)]
    [InlineData("""{"oneOf":[{"const":null},{"type":"integer"}]}""", true)]
    [InlineData("""{"allOf":[{"type":"integer"}],"nullable":true}""", true)]
    public void Null_is_said_in_many_ways(string schema, bool nullable)
    {
        var shape = Assert.IsType<IntegerShape>(Translate(schema));
        Assert.Equal((nullable, (decimal)long.MinValue, (decimal)long.MaxValue), (shape.Nullable, shape.Least, shape.Most));
    }

    [Fact]
    public void Bounds_are_those_of_either_version()
    {
        var old = Translate("""{"type":"integer","format":"int32","minimum":1,"exclusiveMinimum":true,"maximum":9,"multipleOf":2}""");
        Assert.Equal(new IntegerShape(int.MinValue, int.MaxValue) { Constraints = new Constraints { ExclusiveMinimum = 1, Maximum = 9, MultipleOf = 2 } }, old);
        Assert.Equal(new Constraints { ExclusiveMinimum = 0, ExclusiveMaximum = 1, Finite = true }, Translate("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""").Constraints);
        Assert.Equal(
            new Constraints { MinLength = 2, MaxLength = 4, Pattern = new TextPattern("^[a-z]+$") },
            Translate("""{"type":"string","minLength":2,"maxLength":4,"pattern":"^[a-z]+$"}""").Constraints);
        Assert.Equal(new Constraints { MinItems = 1, MaxItems = 3 }, Translate("""{"type":"array","minItems":1,"maxItems":3,"items":{}}""").Constraints);
        Assert.Null(Translate("""{"type":"string","pattern":"(?<"}""").Constraints);
    }

    [Fact]
    public void Choices_keep_their_JSON()
    {
        var mixed = Assert.IsType<ChoiceShape>(Translate("""{"enum":["cat",1,null]}"""));
        Assert.Equal((["\"cat\"", "1"], true, false), (mixed.Choices.Select(choice => choice.Json).ToArray(), mixed.Nullable, mixed.Literal), Compare);
        var only = Assert.IsType<ChoiceShape>(Translate("""{"const":"v1"}"""));
        Assert.Equal((["\"v1\""], false, true), (only.Choices.Select(choice => choice.Json).ToArray(), only.Nullable, only.Literal), Compare);
        var several = Assert.IsType<ChoiceShape>(Translate("""{"anyOf":[{"const":"a"},{"enum":["b","c"]},{"type":"null"}]}"""));
        Assert.Equal((["\"a\"", "\"b\"", "\"c\""], true, false), (several.Choices.Select(choice => choice.Json).ToArray(), several.Nullable, several.Literal), Compare);

        static bool Compare((string[] Json, bool Nullable, bool Literal) a, (string[] Json, bool Nullable, bool Literal) b) =>
            a.Json.SequenceEqual(b.Json) && (a.Nullable, a.Literal) == (b.Nullable, b.Literal);
    }

    [Fact]
    public void A_record_has_its_members_as_the_document_has_them()
    {
        var record = Assert.IsType<RecordShape>(Translate("""
            {"title":"Pet","type":"object","required":["species"],"additionalProperties":false,"properties":{
             "id":{"type":"integer","readOnly":true},
             "species":{"type":"string","description":"Which","example":"cat"},
             "age":{"type":"number","default":1.50},
             "owner":{"allOf":[{"$ref":"#/components/schemas/Owner"}],"description":"Whose"}}}
            """, """{"Owner":{"title":"Someone","type":"object","properties":{"secret":{"type":"string","writeOnly":true}},"additionalProperties":true}}"""));

        Assert.Equal(("Pet", ExtraMembers.Refused), (record.Name, record.Extra));
        Assert.Equal([("species", true, null), ("age", false, "1.50"), ("owner", false, null)], record.Members.Select(member => (member.Name, member.Required, member.Default)));
        Assert.Equal(("Which", "\"cat\""), (record.Members[0].Shape.Description, record.Members[0].Shape.Example));
        var owner = Assert.IsType<RecordShape>(record.Members[2].Shape);
        Assert.Equal(("Owner", ExtraMembers.Allowed, "Whose", "secret"), (owner.Name, owner.Extra, owner.Description, owner.Members.Single().Name));
    }

    [Fact]
    public void Parts_of_a_record_are_put_together()
    {
        var record = Assert.IsType<RecordShape>(Translate(
            """{"allOf":[{"$ref":"#/components/schemas/Base"},{"type":"object","properties":{"b":{"type":"integer"},"a":{"type":"boolean"}}}],"required":["b"]}""",
            """{"Base":{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}}"""));
        Assert.Equal([("a", true, typeof(BoolShape)), ("b", true, typeof(IntegerShape))], record.Members.Select(member => (member.Name, member.Required, member.Shape.GetType())));
    }

    [Fact]
    public void A_tree_refers_to_itself_and_a_circle_of_references_says_nothing()
    {
        var tree = Assert.IsType<RecordShape>(Translate(
            """{"$ref":"#/components/schemas/Node"}""",
            """{"Node":{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/components/schemas/Node"}}}}}"""));
        var child = Assert.IsType<RecursiveShape>(Assert.IsType<ListShape>(tree.Members.Single().Shape).Item);
        Assert.Equal("Node", child.Name);
        Assert.Same(tree, child.Target());

        Assert.IsType<AnyShape>(Translate("""{"$ref":"#/components/schemas/A"}""", """{"A":{"$ref":"#/components/schemas/B"},"B":{"$ref":"#/components/schemas/A"}}"""));
    }

    [Fact]
    public void A_schema_that_is_nested_without_end_is_cut()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"items":""", 100)) + "{}" + new string('}', 100);
        var depth = 0;
        for (var shape = Translate(deep); shape is ListShape list; shape = list.Item)
        {
            depth++;
        }

        Assert.Equal(64, depth);
    }

    [Fact]
    public void A_map_has_values_of_one_shape()
    {
        var map = Assert.IsType<MapShape>(Translate("""{"type":"object","additionalProperties":{"type":"integer"},"maxProperties":3}"""));
        Assert.IsType<IntegerShape>(map.Value);
        Assert.Equal(3, map.Constraints!.MaxItems);
    }

    private static JsonShape Translate(string schema, string components = "{}")
    {
        using var document = System.Text.Json.JsonDocument.Parse(Documents.OfBody(schema, components: components), new() { MaxDepth = 256 });
        var root = document.RootElement.Clone();
        return new SchemaTranslator(root, answers: false).Translate(root.GetProperty("paths").GetProperty("/x").GetProperty("post")
            .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
    }
}
