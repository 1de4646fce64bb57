using System.Globalization;

namespace Penstock.Upstream;

/// <summary>
/// A model that needs no recordings: <c>synthetic:unary:BYTES</c> or <c>synthetic:stream:EVENTS:BYTES_PER_EVENT[:PACE_MS]</c>.
/// BYTES is the size of the whole body, BYTES_PER_EVENT that of one content event with its two line feeds; both have a
/// least size, below which the answer is as small as its shape allows.
/// </summary>
internal sealed record SyntheticModel(bool Stream, int Events, int Bytes, TimeSpan Pace)
{
    /// <returns>Null when the name is not a synthetic model's.</returns>
    public static SyntheticModel? Parse(string? name)
    {
        var parts = name?.Split(':') ?? [];
        if (parts.Length < 3 || parts[0] != "synthetic")
        {
            return null;
        }

        var numbers = new int[parts.Length - 2];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(parts[i + 2], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return (parts[1], numbers) switch
        {
            ("unary", [var bytes]) => new SyntheticModel(false, 0, bytes, TimeSpan.Zero),
            ("stream", [var events, var bytes]) => new SyntheticModel(true, events, bytes, TimeSpan.Zero),
            ("stream", [var events, var bytes, var pace]) => new SyntheticModel(true, events, bytes, TimeSpan.FromMilliseconds(pace)),
            _ => null,
        };
    }
}
