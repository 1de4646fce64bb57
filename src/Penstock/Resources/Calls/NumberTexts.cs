namespace Penstock.Resources.Calls;

/// <summary>The texts of numbers that come again and again: some are kept, the one used last in the place of those that share it.</summary>
internal sealed class NumberTexts
{
    private readonly Entry?[] _kept = new Entry?[256];

    /// <summary>The text of a number, made where it is not kept. A race at worst makes one again.</summary>
    public string Of(long number, Func<long, string> make)
    {
        ref var place = ref _kept[(uint)number.GetHashCode() % (uint)_kept.Length];
        if (place is { } entry && entry.Number == number)
        {
            return entry.Text;
        }

        var text = make(number);
        place = new Entry(number, text);
        return text;
    }

    private sealed record Entry(long Number, string Text);
}
