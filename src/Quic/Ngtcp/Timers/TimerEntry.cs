namespace Garita.Quic.Ngtcp.Timers;

/// <summary>One owner's place in a <see cref="TimerHeap{T}"/>, which alone changes it.</summary>
internal sealed class TimerEntry<T>(T owner)
{
    /// <summary>Where an entry is that is in no heap.</summary>
    public const int Nowhere = -1;

    /// <summary>Whose time it is.</summary>
    public T Owner => owner;

    /// <summary>When something is due.</summary>
    public ulong At { get; set; }

    /// <summary>Its index in the heap.</summary>
    public int Index { get; set; } = Nowhere;
}
