using System.Text.Json;

namespace Penstock.Dialects.Governed;

/// <summary>
/// Adapts the outer members of a body to a provider that refuses or renames some of them. It is the only thing, besides the model's name, that
/// changes a body of the provider's own dialect: such a body would be answered with 400 or 422, or with a limit left out in silence.
/// </summary>
internal static class MemberQuirks
{
    /// <summary>Adds the edits that a provider's quirks need.</summary>
    /// <param name="body">The body: one JSON object.</param>
    /// <param name="edits">Takes them.</param>
    /// <param name="traits">The provider.</param>
    /// <param name="losses">Takes the names of what is dropped.</param>
    public static void Apply(ReadOnlySpan<byte> body, BodyEdits edits, ProviderTraits traits, Losses losses)
    {
        if (traits.Drops.Count == 0 && traits.Renames.Count == 0)
        {
            return;
        }

        var members = Members(body, traits);
        var kept = members.FindLastIndex(member => !member.Drop);
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            if (member.Drop && i < kept)
            {
                edits.Replace(member.Start..members[i + 1].Start);
            }
            else if (!member.Drop && member.Rename is { } name)
            {
                edits.Replace(member.Start..member.NameEnd, BodyEdits.Quote(name));
            }

            if (member is { Drop: true, Lost: { } lost })
            {
                losses.Add(lost);
            }
        }

        // Those at the end go with the comma before them.
        if (kept + 1 < members.Count)
        {
            edits.Replace((kept < 0 ? members[0].Start : members[kept].End)..members[^1].End);
        }
    }

    private static List<Member> Members(ReadOnlySpan<byte> body, ProviderTraits traits)
    {
        var members = new List<Member>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (start, nameEnd, name) = ((int)reader.TokenStartIndex, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2, reader.GetString()!);
            names.Add(name);
            reader.Read();
            var value = reader.TokenType == JsonTokenType.String ? $"{name}={reader.GetString()}" : name;
            var drop = traits.Drops.Contains(name) || traits.Drops.Contains(value);

            // Null says nothing, and how a stream tells its usage is Penstock's own affair.
            var lost = reader.TokenType == JsonTokenType.Null || name == "stream_options" || !traits.Drops.Contains(name) ? null : name;
            reader.Skip();
            members.Add(new Member(start, nameEnd, (int)reader.BytesConsumed, drop, lost, traits.Renames.GetValueOrDefault(name)));
        }

        // What stands there under both names would occur twice: the provider's own name stays.
        return members.ConvertAll(member => member.Rename is { } name && names.Contains(name) ? member with { Drop = true } : member);
    }

    private readonly record struct Member(int Start, int NameEnd, int End, bool Drop, string? Lost, string? Rename);
}
