using System.Buffers.Binary;
using System.Security.Cryptography;
using Garita.Durable;
using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Slots;

/// <summary>
/// A place for one image: the image from the first byte on, so that a boot loader can start it where it lies, and at
/// the end a seal with the envelope that vouches for it. Without a seal nothing in the slot counts.
/// </summary>
/// <remarks>
/// The last 72 KiB: <code>"GSL1" | length u32 | envelope | SHA-256 of all before</code> big-endian.
/// </remarks>
public sealed class Slot
{
    /// <summary>Bytes at the end of the region that are no part of the image.</summary>
    public const int SealLength = 72 * 1024;

    private const int HeaderLength = 8;
    private const int Page = 4096;

    private static readonly byte[] Magic = "GSL1"u8.ToArray();

    private readonly IStorageRegion _region;

    /// <summary>A slot that fills a region. Throws <see cref="ArgumentException"/> where no image would fit.</summary>
    public Slot(SlotName name, IStorageRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        if (region.Length <= SealLength)
        {
            throw new ArgumentException($"a slot has more than {SealLength} bytes", nameof(region));
        }

        Name = name;
        _region = region;
    }

    /// <summary>Which of the two.</summary>
    public SlotName Name { get; }

    /// <summary>Bytes of the longest image.</summary>
    public long Capacity => _region.Length - SealLength;

    /// <summary>Takes the seal away. When it returns, the slot counts as empty, across a power cut.</summary>
    public void BreakSeal()
    {
        _region.Write(Capacity, new byte[Page]);
        _region.Sync();
    }

    /// <summary>Writes a part of the image; durable after <see cref="Sync"/>.</summary>
    public void Write(long offset, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Capacity - content.Length);
        _region.Write(offset, content);
    }

    /// <summary>Reads a part of the image.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Capacity - destination.Length);
        _region.Read(offset, destination);
    }

    /// <summary>Returns when what was written survives a power cut.</summary>
    public void Sync() => _region.Sync();

    /// <summary>
    /// Says whose image this is. The caller has read the image back and found it to be the one in the envelope; the
    /// image is durable.
    /// </summary>
    public void Seal(ReadOnlySpan<byte> envelope)
    {
        int end = HeaderLength + envelope.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end + SHA256.HashSizeInBytes, SealLength);
        byte[] seal = new byte[end + SHA256.HashSizeInBytes];
        Magic.CopyTo(seal, 0);
        BinaryPrimitives.WriteInt32BigEndian(seal.AsSpan(4), envelope.Length);
        envelope.CopyTo(seal.AsSpan(HeaderLength));
        SHA256.HashData(seal.AsSpan(0, end), seal.AsSpan(end));
        _region.Write(Capacity, seal);
        _region.Sync();
    }

    /// <summary>The envelope of a sealed slot; null where there is no whole seal.</summary>
    public byte[]? ReadSeal()
    {
        byte[] header = new byte[HeaderLength];
        _region.Read(Capacity, header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        if (!header.AsSpan(0, 4).SequenceEqual(Magic)
            || length < 0
            || length > ManifestLimits.Default.MaxEnvelopeLength)
        {
            return null;
        }

        byte[] seal = new byte[HeaderLength + length + SHA256.HashSizeInBytes];
        _region.Read(Capacity, seal);
        int end = HeaderLength + length;
        return SHA256.HashData(seal.AsSpan(0, end)).AsSpan().SequenceEqual(seal.AsSpan(end))
            ? seal[HeaderLength..end]
            : null;
    }
}
