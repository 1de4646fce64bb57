using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>Every address that there is not: 404 in the format that a client of that part of the surface reads.</summary>
internal sealed class FallbackResource(Gate gate)
{
    private static readonly CallError NotFound = new(ErrorKind.NotFound, "There is nothing at this address. GET /docs lists the addresses.");

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapFallback("{**path}", http =>
        gate.RefuseAsync(http, AddressFormats.Of(http.Request.Path), NotFound));
}
