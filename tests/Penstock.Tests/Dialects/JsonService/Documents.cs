using System.Text;
using Penstock.Dialects.JsonService;
using Xunit;

namespace Penstock.Tests.Dialects.JsonService;

/// <summary>Small OpenAPI documents.</summary>
internal static class Documents
{
    /// <summary>A document of one operation, <c>POST /x</c>, with a required body of a schema.</summary>
    public static string OfBody(string schema, string version = "3.1.0", string components = "{}") =>
        """
        {"openapi":"VERSION","paths":{"/x":{"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":SCHEMA}}},
         "responses":{"200":{"description":"Fine","content":{"application/json":{"schema":{"type":"integer"}}}}}}}},"components":{"schemas":COMPONENTS}}
        """.Replace("VERSION", version).Replace("SCHEMA", schema).Replace("COMPONENTS", components);

    public static OpenApiDocument Parse(string json)
    {
        var (document, problem) = OpenApiDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(problem);
        return document!;
    }

    /// <summary>The only operation of <see cref="OfBody"/>.</summary>
    public static ServiceOperation Operation(string json, string path = "/x", string? method = null)
    {
        var (operation, problem) = Parse(json).Find(path, method);
        Assert.Null(problem);
        return operation!;
    }
}
