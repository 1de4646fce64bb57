using System.Text;
using System.Text.Json;

namespace Penstock.Dialects.Governed;

/// <summary>
/// The members of a dialect's requests that Penstock acts on. Each may occur only once: two readers must never see two values.
/// Everything else crosses untouched.
/// </summary>
internal sealed class GovernedMembers
{
    private readonly (string Name, byte[] Utf8, bool Routes)[] _all;

    /// <summary>Lists them.</summary>
    /// <param name="single">Members that cap, price, host tools or name the end user. <c>model</c>, <c>stream</c> and <c>stream_options</c> are read, the others only found.</param>
    /// <param name="routing">
    /// Members by which a client would choose another model, provider or price than the one that policy decided on. They are refused
    /// unless the provider's <c>allow_fields</c> lists them.
    /// </param>
    public GovernedMembers(ReadOnlySpan<string> single, ReadOnlySpan<string> routing)
    {
        if (single.Length + routing.Length > 64)
        {
            throw new ArgumentException("There are more governed members than bits.", nameof(single));
        }

        _all = new (string, byte[], bool)[single.Length + routing.Length];
        for (var i = 0; i < _all.Length; i++)
        {
            var name = i < single.Length ? single[i] : routing[i - single.Length];
            _all[i] = (name, Encoding.UTF8.GetBytes(name), i >= single.Length);
        }
    }

    /// <summary>Which governed member the reader's property name is, its escapes undone; -1 when it is none.</summary>
    public int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _all.Length; i++)
        {
            if (reader.ValueTextEquals(_all[i].Utf8))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The name of a governed member.</summary>
    public string Name(int index) => _all[index].Name;

    /// <summary>Whether it chooses where a call runs.</summary>
    public bool Routes(int index) => _all[index].Routes;
}
