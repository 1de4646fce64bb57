using System.Runtime.CompilerServices;

namespace Penstock.Dialects.Predict;

/// <summary>How far a list was read without looking at it token by token.</summary>
/// <param name="At">Where reading stopped: at the list's closing bracket, or at the first element that was not taken.</param>
/// <param name="Count">How many elements were taken. None means that nothing was read.</param>
/// <param name="Closed">Whether it stopped at the closing bracket.</param>
internal readonly record struct NumberRun(int At, int Count, bool Closed)
{
    /// <summary>Where the next thing stands that is no JSON white space.</summary>
    internal static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while ((uint)at < (uint)json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>Where the next element begins, when one does.</summary>
    /// <param name="json">The body.</param>
    /// <param name="at">Behind an element. Moved to the next, or to the closing bracket.</param>
    /// <param name="closed">Whether it is the closing bracket.</param>
    /// <returns>Whether the element before is to be relied on. What is not as usual is left to the JSON reader, together with that
    /// element: a comma before the bracket, no comma, the end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryNext(ReadOnlySpan<byte> json, ref int at, out bool closed)
    {
        // As it nearly always is.
        if ((uint)(at + 1) < (uint)json.Length && json[at] == ',' && json[at + 1] > ' ' && json[at + 1] != ']')
        {
            at++;
            closed = false;
            return true;
        }

        return TryAny(json, ref at, out closed);
    }

    private static bool TryAny(ReadOnlySpan<byte> json, ref int at, out bool closed)
    {
        var next = SkipSpace(json, at);
        closed = (uint)next < (uint)json.Length && json[next] == ']';
        if (!closed)
        {
            if ((uint)next >= (uint)json.Length || json[next] != ',')
            {
                return false;
            }

            next = SkipSpace(json, next + 1);
            if ((uint)next >= (uint)json.Length || json[next] == ']')
            {
                return false;
            }
        }

        at = next;
        return true;
    }
}
