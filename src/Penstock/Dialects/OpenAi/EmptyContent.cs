namespace Penstock.Dialects.OpenAi;

/// <summary>How a message without content is written.</summary>
internal enum EmptyContent
{
    /// <summary>As an empty array.</summary>
    Array,

    /// <summary>As null: an assistant that only calls tools or declines.</summary>
    Null,

    /// <summary>As an empty string: a tool without a result.</summary>
    Text,
}
