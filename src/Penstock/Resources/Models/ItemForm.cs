namespace Penstock.Resources.Models;

/// <summary>What a stream of items looks like on the wire.</summary>
internal enum ItemForm
{
    /// <summary>Server-sent events, one <c>data:</c> an item. The end is the end of the body, as FastAPI has it.</summary>
    Events,

    /// <summary>One line an item (JSON Lines).</summary>
    Lines,

    /// <summary>One JSON list, written as its items come.</summary>
    List,
}
