namespace Penstock.Dialects.JsonService;

/// <summary>Where a parameter of an operation goes.</summary>
internal enum ServiceParameterPlace
{
    /// <summary>Into the address, in the place of <c>{name}</c>.</summary>
    Path,

    /// <summary>Behind the question mark.</summary>
    Query,
}
