using System.Text.Json;

namespace Penstock.Dialects.Json;

/// <summary>Picks what is needed out of one JSON object, member by member, in one pass.</summary>
internal interface IJsonTap
{
    /// <summary>Takes a member. The reader stands on its name, and is to stand on the end of its value afterwards.</summary>
    void Take(ref Utf8JsonReader reader);
}
