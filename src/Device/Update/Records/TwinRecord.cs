using System.Buffers.Binary;
using System.Security.Cryptography;
using Garita.Durable;

namespace Garita.Device.Update.Records;

/// <summary>
/// A small record that a power cut never leaves half written: two copies, each with a number and a digest. A write goes
/// over the older copy; the newest copy that is whole is the record.
/// </summary>
/// <remarks>
/// One copy: <code>"GTR1" | number u64 | length u32 | content | SHA-256 of all before</code>
/// big-endian, from a multiple of 4096 on.
/// </remarks>
public sealed class TwinRecord
{
    private const int HeaderLength = 16;
    private const int DigestLength = SHA256.HashSizeInBytes;
    private const int Page = 4096;

    private static readonly byte[] Magic = "GTR1"u8.ToArray();

    private readonly IStorageRegion _region;
    private readonly int _limit;

    /// <summary>A record in a region, which holds nothing else.</summary>
    /// <param name="region">Where the copies lie; at least <see cref="LengthFor"/> bytes.</param>
    /// <param name="limit">The longest content, in bytes.</param>
    public TwinRecord(IStorageRegion region, int limit)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (region.Length < LengthFor(limit))
        {
            throw new ArgumentException($"the region is shorter than {LengthFor(limit)} bytes", nameof(region));
        }

        _region = region;
        _limit = limit;
    }

    /// <summary>Bytes that a region needs for a record of so many.</summary>
    public static long LengthFor(int limit) => 2 * CopyLength(limit);

    /// <summary>The newest whole copy's content, or null where no copy is whole.</summary>
    /// <exception cref="DurableException">The region cannot be read.</exception>
    public byte[]? Read() => Newest()?.Content;

    /// <summary>
    /// Makes this the content. When it returns, the record survives a power cut; when it throws or the power goes, the
    /// record is either the old one or this.
    /// </summary>
    /// <exception cref="DurableException">The region cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, _limit);
        Copy? newest = Newest();
        byte[] copy = new byte[HeaderLength + content.Length + DigestLength];
        Magic.CopyTo(copy, 0);
        BinaryPrimitives.WriteUInt64BigEndian(copy.AsSpan(4), (newest?.Number ?? 0) + 1);
        BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(12), content.Length);
        content.CopyTo(copy.AsSpan(HeaderLength));
        SHA256.HashData(copy.AsSpan(0, copy.Length - DigestLength), copy.AsSpan(copy.Length - DigestLength));
        _region.Write((newest?.Place == 0 ? 1 : 0) * CopyLength(_limit), copy);
        _region.Sync();
    }

    private static long CopyLength(int limit) =>
        (HeaderLength + limit + DigestLength + Page - 1) / Page * Page;

    private Copy? Newest()
    {
        Copy? first = ReadCopy(0);
        Copy? second = ReadCopy(1);
        return second is null || first?.Number > second.Number ? first : second;
    }

    private Copy? ReadCopy(int place)
    {
        long start = place * CopyLength(_limit);
        byte[] header = new byte[HeaderLength];
        _region.Read(start, header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(12));
        if (!header.AsSpan(0, 4).SequenceEqual(Magic) || length < 0 || length > _limit)
        {
            return null;
        }

        byte[] copy = new byte[HeaderLength + length + DigestLength];
        _region.Read(start, copy);
        int end = copy.Length - DigestLength;
        return SHA256.HashData(copy.AsSpan(0, end)).AsSpan().SequenceEqual(copy.AsSpan(end))
            ? new Copy(place, BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(4)), copy[HeaderLength..end])
            : null;
    }

    private sealed record Copy(int Place, ulong Number, byte[] Content);
}
