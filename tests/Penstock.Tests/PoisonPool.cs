using System.Buffers;
using System.Collections.Concurrent;
using Xunit;

namespace Penstock.Tests;

/// <summary>
/// A pool that spoils what is given back, at once, and never gives it out again: whoever reads it afterwards reads rubbish. It also
/// minds what is given back twice, or was never rented here.
/// </summary>
internal sealed class PoisonPool : ArrayPool<byte>
{
    private const byte Poison = 0xDB;
    private readonly ConcurrentDictionary<byte[], bool> _rented = new((IEqualityComparer<byte[]>)(object)ReferenceEqualityComparer.Instance);
    private int _returned;

    /// <summary>How many arrays are out.</summary>
    public int Out => _rented.Count;

    /// <summary>The most that was ever asked for at once.</summary>
    public int Largest { get; private set; }

    /// <summary>How many came back.</summary>
    public int Returned => _returned;

    public override byte[] Rent(int minimumLength)
    {
        Largest = Math.Max(Largest, minimumLength);
        var array = new byte[Math.Max(16, minimumLength)];

        // What is rented holds what it held before.
        Array.Fill(array, Poison);
        Assert.True(_rented.TryAdd(array, true));
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        Assert.True(_rented.TryRemove(array, out _), "This was given back twice, or never rented.");
        Array.Fill(array, Poison);
        Interlocked.Increment(ref _returned);
    }
}
