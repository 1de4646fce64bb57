namespace Penstock.Dialects.Governed;

/// <summary>The governed members of a request body, and where they stand in its bytes.</summary>
internal struct GovernedBody
{
    /// <summary>The value of <c>model</c>; null when it is absent.</summary>
    public string? Model;

    /// <summary>Where the value of <c>model</c> stands, quotes included; empty when it is absent.</summary>
    public Range ModelValue;

    /// <summary>Whether <c>stream</c> is true.</summary>
    public bool Stream;

    /// <summary>Where the value of <c>stream_options</c> stands; empty when it is absent.</summary>
    public Range StreamOptions;

    /// <summary>Whether <c>stream_options</c> is an object; it may also be null.</summary>
    public bool StreamOptionsIsObject;

    /// <summary>Whether that object has members.</summary>
    public bool StreamOptionsHasMembers;

    /// <summary>The value of <c>stream_options.include_usage</c>; null when it is absent.</summary>
    public bool? IncludeUsage;

    /// <summary>Where that value stands.</summary>
    public Range IncludeUsageValue;

    /// <summary>Where the body's opening brace stands.</summary>
    public int Brace;

    /// <summary>Whether the object has any member.</summary>
    public bool HasMembers;

    /// <summary>The routing members that are present.</summary>
    public List<string>? RoutingMembers;
}
