namespace Penstock.Dialects.Governed;

/// <summary>What the scan does with a governed member.</summary>
internal enum MemberRole
{
    /// <summary>It may occur once; nothing more.</summary>
    Found,

    /// <summary>The model's name.</summary>
    Model,

    /// <summary>Whether the answer is a stream.</summary>
    Stream,

    /// <summary>How the stream tells its usage.</summary>
    StreamOptions,

    /// <summary>The most tokens of an answer.</summary>
    Cap,

    /// <summary>Another server's name for it: heeded by some, unknown to most.</summary>
    OtherCap,

    /// <summary>How many answers.</summary>
    Choices,

    /// <summary>An object that holds the cap and the choices.</summary>
    Config,

    /// <summary>Fields for the model itself, which must not hold a cap.</summary>
    ModelFields,

    /// <summary>How much to think: an object that may hold a budget of tokens.</summary>
    Thinking,

    /// <summary>A text to be continued or several, or a prompt that the provider keeps.</summary>
    Prompt,

    /// <summary>Something that the provider keeps and adds to the input.</summary>
    Kept,

    /// <summary>Something by which the provider searches by itself.</summary>
    Hosted,

    /// <summary>The tools.</summary>
    Tools,

    /// <summary>What the answer will probably be; what of it is not met is billed as output.</summary>
    Prediction,

    /// <summary>What documents are compared with.</summary>
    Query,

    /// <summary>The documents.</summary>
    Documents,

    /// <summary>It chooses where a call runs.</summary>
    Routes,
}
