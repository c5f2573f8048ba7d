using Garita.Durable;

namespace Garita.Device.Tests.Update;

/// <summary>
/// A region in memory that keeps apart what is written from what is on the disk, as a disk's cache does: after a cut
/// any part of the unsynced writes may be there.
/// </summary>
internal sealed class CutRegion(long length) : IStorageRegion
{
    private readonly byte[] _disk = new byte[length];
    private readonly List<(long Offset, byte[] Content)> _unsynced = [];
    private byte[] _seen = new byte[length];

    public PowerSupply? Power { get; set; }

    public long Length => length;

    public void Read(long offset, Span<byte> destination) =>
        _seen.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public void Write(long offset, ReadOnlySpan<byte> content)
    {
        byte[] copy = content.ToArray();
        bool now = Power?.IsNow() == true;
        if (now && Power!.Kind == CutKind.InputOutputError)
        {
            throw new DurableException(DurableFault.Failed, "region", "input/output error");
        }

        if (!now || Power!.Kind == CutKind.After)
        {
            _unsynced.Add((offset, copy));
            copy.CopyTo(_seen, offset);
        }
        else if (Power.Kind == CutKind.Torn)
        {
            _unsynced.Add((offset, copy[..Power.Chance.Next(copy.Length + 1)]));
        }

        Cut(now);
    }

    public void Sync()
    {
        bool now = Power?.IsNow() == true;
        if (now && Power!.Kind == CutKind.InputOutputError)
        {
            throw new DurableException(DurableFault.Failed, "region", "input/output error");
        }

        if (!now || Power!.Kind == CutKind.After)
        {
            foreach ((long offset, byte[] content) in _unsynced)
            {
                content.CopyTo(_disk, offset);
            }

            _unsynced.Clear();
        }

        Cut(now);
    }

    /// <summary>The power comes back: what is on the disk is what there is.</summary>
    public void Restart(CutKind kind, Random chance)
    {
        foreach ((long offset, byte[] content) in _unsynced)
        {
            if (kind == CutKind.After || (kind == CutKind.Torn && chance.Next(2) == 0))
            {
                content.CopyTo(_disk, offset);
            }
        }

        _unsynced.Clear();
        _seen = [.. _disk];
    }

    public byte[] Copy() => [.. _seen];

    /// <summary>Changes a byte behind everybody's back.</summary>
    public void Spoil(long offset)
    {
        _disk[offset] ^= 0x40;
        _seen[offset] ^= 0x40;
    }

    private static void Cut(bool now)
    {
        if (now)
        {
            throw new PowerCutException();
        }
    }
}
