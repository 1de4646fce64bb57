namespace Penstock.Domain.Calls;

/// <summary>Makes call ids: <c>call_</c> and 26 characters, sortable by time, unique across processes.</summary>
public sealed class CallIds(TimeProvider time, Random random)
{
    // Crockford's base 32, as ULID writes it: no I, L, O, U.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private readonly Lock _gate = new();

    /// <summary>The next id: 48 bits of Unix milliseconds, then 80 random bits (the layout of ULID).</summary>
    public string Next()
    {
        long high, low;
        lock (_gate)
        {
            high = random.NextInt64();
            low = random.NextInt64();
        }

        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        return string.Create(31, (milliseconds, high, low), static (span, state) =>
        {
            "call_".CopyTo(span);
            for (var i = 0; i < 10; i++)
            {
                span[5 + i] = Alphabet[(int)(state.milliseconds >> (45 - (5 * i))) & 31];
            }

            for (var i = 0; i < 8; i++)
            {
                span[15 + i] = Alphabet[(int)(state.high >> (5 * i)) & 31];
                span[23 + i] = Alphabet[(int)(state.low >> (5 * i)) & 31];
            }
        });
    }
}
