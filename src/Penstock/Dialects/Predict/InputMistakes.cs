using System.Globalization;
using System.Text;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Predict;

/// <summary>Collects what is wrong with an input, and knows where in it the reader stands.</summary>
internal sealed class InputMistakes
{
    private const int MostKept = 100;
    private const int LongestReceived = 100;
    private readonly List<(string? Name, int Index)> _path = [];
    private List<InputMistake>? _kept;
    private int _count;

    /// <summary>Whether there is none.</summary>
    internal bool None => _count == 0;

    /// <summary>Goes into a member.</summary>
    internal void Enter(string name) => _path.Add((name, 0));

    /// <summary>Goes into a list; <see cref="At"/> then says at which item.</summary>
    internal void EnterList() => _path.Add((null, 0));

    /// <summary>Moves to an item of the list entered last.</summary>
    internal void At(int index) => _path[^1] = (null, index);

    /// <summary>Comes out of the member or list entered last.</summary>
    internal void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Notes a mistake where the reader stands.</summary>
    /// <param name="fault">What.</param>
    /// <param name="received">The value as JSON; empty when there was none.</param>
    /// <param name="member">A member of where the reader stands; null for the place itself.</param>
    internal void Add(Fault fault, ReadOnlySpan<byte> received = default, string? member = null)
    {
        if (ReferenceEquals(fault, Fault.TooMany) && _kept is not null && _kept.Exists(mistake => mistake.Code == fault.Code))
        {
            return;
        }

        _count++;
        if (_count <= MostKept)
        {
            (_kept ??= []).Add(new InputMistake(Path(member), fault.Code, fault.Message, received.IsEmpty ? null : Shorten(received)));
        }
    }

    /// <summary>All of them as one error.</summary>
    internal CallError ToError()
    {
        var first = _kept![0];
        var where = first.Path.Length == 0 ? "" : $" at '{first.Path}'";
        var message = _count == 1
            ? $"The input has a mistake{where}: {first.Message}."
            : $"The input has {_count} mistakes, the first{where}: {first.Message}.";
        if (_count > MostKept)
        {
            message += $" The first {MostKept} are listed.";
        }

        return new CallError(ErrorKind.InvalidInput, message) { Param = first.Path.Length == 0 ? null : first.Path, Mistakes = _kept };
    }

    private string Path(string? member)
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _path)
        {
            text.Append(text.Length == 0 ? "" : ".").Append(name ?? index.ToString(CultureInfo.InvariantCulture));
        }

        return member is null ? text.ToString() : text.Append(text.Length == 0 ? "" : ".").Append(member).ToString();
    }

    private static string Shorten(ReadOnlySpan<byte> json)
    {
        if (json.Length <= LongestReceived)
        {
            return Encoding.UTF8.GetString(json);
        }

        var end = LongestReceived;
        while ((json[end] & 0xC0) == 0x80)
        {
            // Not in the middle of a character.
            end--;
        }

        return Encoding.UTF8.GetString(json[..end]) + "…";
    }
}
