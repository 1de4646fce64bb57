using System.Globalization;
using System.Text;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Predict;

/// <summary>Collects what is wrong with an input, and knows where in it the reader stands.</summary>
/// <param name="whole">Whether what was received is kept as a whole, as FastAPI's errors have it.</param>
internal sealed class InputMistakes(bool whole = false)
{
    private const int MostKept = 100;
    private const int LongestReceived = 100;

    // Of all that is kept as a whole: a hundred mistakes about one large object would else hold it a hundred times.
    private const int MostKeptBytes = 1024 * 1024;
    private readonly List<PathStep> _path = [];
    private List<InputMistake>? _kept;
    private int _count;
    private int _keptBytes;

    /// <summary>Whether there is none.</summary>
    internal bool None => _count == 0;

    /// <summary>How many there are.</summary>
    internal int Count => _count;

    /// <summary>How many are kept; where those that come next begin.</summary>
    internal int Kept => _kept?.Count ?? 0;

    /// <summary>Goes into a member.</summary>
    internal void Enter(string name) => _path.Add(new PathStep(name));

    /// <summary>Goes into a list; <see cref="At"/> then says at which item.</summary>
    internal void EnterList() => _path.Add(new PathStep(null));

    /// <summary>Moves to an item of the list entered last.</summary>
    internal void At(int index) => _path[^1] = new PathStep(null, index);

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

        Add(fault, received.IsEmpty ? null : Shorten(received), received, member);
    }

    /// <summary>Notes that a member is missing.</summary>
    /// <param name="member">The member.</param>
    /// <param name="within">The object that should have it, as JSON.</param>
    internal void Missing(string member, ReadOnlySpan<byte> within) => Add(Fault.Missing, null, within, member);

    /// <summary>Puts the mistakes about the members of an object, which the reader has just come to the end of, in the members' order,
    /// and what is no member last: in whatever order they were given, the mistakes are the same.</summary>
    /// <param name="from">Where they begin.</param>
    /// <param name="indexOf">Which member has a name; below zero when none has.</param>
    internal void Order(int from, Func<string, int> indexOf)
    {
        if (Kept - from < 2)
        {
            return;
        }

        var depth = _path.Count;
        var ordered = _kept!.Skip(from).OrderBy(mistake => mistake.Steps.Count > depth && mistake.Steps[depth].Name is { } name ? (uint)indexOf(name) : uint.MaxValue).ToList();
        _kept!.RemoveRange(from, _kept.Count - from);
        _kept.AddRange(ordered);
    }

    /// <summary>All of them as one error.</summary>
    internal CallError ToError()
    {
        var first = _kept![0];
        var where = first.Path.Length == 0 ? "" : $" at '{first.Path}'";
        var end = first.Message.EndsWith('?') ? "" : ".";
        var message = _count == 1
            ? $"The input has a mistake{where}: {first.Message}{end}"
            : $"The input has {_count} mistakes, the first{where}: {first.Message}{end}";
        if (_count > MostKept)
        {
            message += $" The first {MostKept} are listed.";
        }

        return new CallError(ErrorKind.InvalidInput, message) { Param = first.Path.Length == 0 ? null : first.Path, Mistakes = _kept };
    }

    private void Add(Fault fault, string? shown, ReadOnlySpan<byte> input, string? member)
    {
        _count++;
        if (_count > MostKept)
        {
            return;
        }

        PathStep[] steps = [.. _path, .. member is null ? (PathStep[])[] : [new PathStep(member)]];
        _keptBytes += whole ? input.Length : 0;
        (_kept ??= []).Add(new InputMistake(Path(steps), fault.Code, fault.Message, shown)
        {
            Steps = steps,
            Context = fault.Context,
            Input = whole && !input.IsEmpty && _keptBytes <= MostKeptBytes ? Encoding.UTF8.GetString(input) : null,
        });
    }

    private static string Path(PathStep[] steps) =>
        string.Join('.', steps.Select(step => step.Name ?? step.Index.ToString(CultureInfo.InvariantCulture)));

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
