using System.Text;
using FsCheck.Fluent;
using Penstock.Dialects.JsonService;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.JsonService;

public sealed class OpenApiDocumentTests
{
    private const string Shop = """
        {"openapi":"3.0.2","paths":{
          "/price":{"post":{"operationId":"quote","summary":"Quotes","requestBody":{"$ref":"#/components/requestBodies/Pet"},
            "responses":{"201":{"description":"A quote","content":{"application/json":{"schema":{"type":"number"}}}},"200":{"description":"no JSON"}}}},
          "/shelf/{id}":{"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer","minimum":1}},{"name":"lang","in":"query","schema":{"type":"string"}}],
            "get":{"operationId":"shelf","parameters":[{"name":"lang","in":"query","schema":{"type":"string","default":"en"},"description":"Which language"},
              {"name":"tag","in":"query","explode":false,"schema":{"type":"array","items":{"type":"string"}}},{"name":"x-token","in":"header","required":true,"schema":{"type":"string"}}],"responses":{}},
            "put":{"operationId":"stock","requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"id":{"type":"integer"}}}}}},"responses":{}}},
          "/many":{"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"array","items":{"type":"integer"}}}}},"responses":{}}},
          "/file":{"post":{"requestBody":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object"}}}},"responses":{}}},
          "/maybe":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}}}},"responses":{}}},
          "/hole/{what}":{"post":{"responses":{}}},
          "/deep":{"get":{"parameters":[{"name":"filter","in":"query","schema":{"type":"object"}}],"responses":{}}}},
         "components":{"requestBodies":{"Pet":{"required":true,"content":{"application/json":{"example":{"species":"cat","copies":2},
           "schema":{"type":"object","required":["species"],"properties":{"species":{"enum":["cat","dog"]},"copies":{"type":"integer","default":1}}}}}}}}}
        """;

    [Fact]
    public void The_members_of_a_body_are_the_inputs_and_the_answer_is_the_output()
    {
        var (operation, _) = Documents.Parse(Shop).Find("quote");

        Assert.Equal(("POST", "/price", ServiceBody.Members, true, "Quotes"), (operation!.Method, operation.Path, operation.Body, operation.BodyRequired, operation.Description));
        Assert.Equal(
            [("species", DataType.Json, false, null, "\"cat\""), ("copies", DataType.Int64, true, "1", "2")],
            operation.Signature!.Inputs.Select(field => (field.Name, field.Type, field.Optional, field.Default, field.Example)));
        Assert.IsType<ChoiceShape>(operation.Signature.Inputs[0].Json);
        var output = Assert.Single(operation.Signature.Outputs);
        Assert.Equal(("result", DataType.Fp64, "A quote"), (output.Name, output.Type, output.Description));
    }

    [Fact]
    public void What_stands_in_path_and_query_is_an_input_and_headers_are_not()
    {
        var operation = Documents.Operation(Shop, "/shelf/{id}", "GET");

        Assert.Equal(ServiceBody.None, operation.Body);
        Assert.Equal(
            [("id", "id", ServiceParameterPlace.Path, true), ("lang", "lang", ServiceParameterPlace.Query, true), ("tag", "tag", ServiceParameterPlace.Query, false)],
            operation.Parameters.Select(parameter => (parameter.Name, parameter.Field, parameter.Place, parameter.Exploded)));
        Assert.Equal([("id", false, null), ("lang", true, "\"en\""), ("tag", true, null)], operation.Signature!.Inputs.Select(field => (field.Name, field.Optional, field.Default)));
        Assert.Equal(1, operation.Signature.Inputs[0].Json!.Constraints!.Minimum);
    }

    [Fact]
    public void A_parameter_of_the_same_name_as_a_member_says_where_it_stands() => Assert.Equal(
        ["path.id", "lang", "id"],
        Documents.Operation(Shop, "/shelf/{id}", "PUT").Signature!.Inputs.Select(field => field.Name));

    [Theory]
    [InlineData("/many", false)]
    [InlineData("/maybe", true)]
    public void A_body_that_is_no_object_or_may_be_left_out_is_one_input(string path, bool optional)
    {
        var operation = Documents.Operation(Shop, path);
        Assert.Equal(ServiceBody.Whole, operation.Body);
        Assert.Equal(("body", optional), operation.Signature!.Inputs.Select(field => (field.Name, field.Optional)).Single());
    }

    [Theory]
    [InlineData("quotes", "has no operation 'quotes'; is it 'quote'?")]
    [InlineData("/prices", "has no path '/prices'; is it '/price'?")]
    [InlineData("GET /price", "has no GET of the path '/price'; it has POST")]
    [InlineData("/shelf/{id}", "has no POST of the path '/shelf/{id}'; it has GET, PUT")]
    [InlineData("/file", "wants a body of multipart/form-data, and no JSON, at POST /file")]
    [InlineData("/hole/{what}", "does not say what '{what}' of /hole/{what} is")]
    [InlineData("/deep", "has a parameter 'filter' at GET /deep that is an object, which is not sent")]
    public void What_cannot_be_called_is_said(string asked, string problem)
    {
        var document = Documents.Parse(Shop);
        var parts = asked.Split(' ');
        var found = parts.Length == 2 ? document.Find(parts[1], parts[0]) : asked.StartsWith('/') ? document.Find(asked, null) : document.Find(asked);
        Assert.Equal((null, problem), found);
    }

    [Theory]
    [InlineData("openapi: 3.1.0", "is not JSON (line 1); a document in YAML has to be converted")]
    [InlineData("""{"swagger":"2.0"}""", "is of Swagger 2; OpenAPI 3.0 or 3.1 is read")]
    [InlineData("""{"openapi":"4.0.0"}""", "is no document of OpenAPI 3.0 or 3.1")]
    [InlineData("[]", "is no document of OpenAPI 3.0 or 3.1")]
    [InlineData("", "is not JSON (line 1); a document in YAML has to be converted")]
    public void What_is_no_document_is_said(string text, string problem) => Assert.Equal((null, problem), OpenApiDocument.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Junk_in_a_document_never_throws() => Property.Holds(Gen.Choose(0, int.MaxValue), Survive);

    private static void Survive(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(Shop);
        for (var i = 0; i < 5; i++)
        {
            // A token is replaced by another one of the document: it stays JSON as a rule, and means something else.
            string[] tokens = ["{}", "[]", "null", "true", "1", "\"x\"", "{\"$ref\":\"#/paths\"}", "{\"$ref\":\"#\"}"];
            var starts = System.Text.RegularExpressions.Regex.Matches(text.ToString(), "(?<=:)\"[^\"]*\"|(?<=:)true").ToArray();
            var at = starts[random.Next(starts.Length)];
            text.Remove(at.Index, at.Length).Insert(at.Index, tokens[random.Next(tokens.Length)]);
        }

        if (OpenApiDocument.Parse(Encoding.UTF8.GetBytes(text.ToString())).Document is { } document)
        {
            foreach (var path in (string[])["/price", "/shelf/{id}", "/many", "/maybe", "/hole/{what}"])
            {
                foreach (var method in (string?[])[null, "GET", "PUT"])
                {
                    var (operation, problem) = document.Find(path, method);
                    Assert.True(operation is null != problem is null);
                }
            }
        }
    }
}
