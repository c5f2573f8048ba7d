using System.Buffers.Binary;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>Whom limits count as one: an IPv4 address, or an IPv6 /64, which is what one customer gets.</summary>
internal readonly record struct SourceKey(ulong Value)
{
    public static SourceKey Of(in RawAddress address)
    {
        ReadOnlySpan<byte> ip = address.Ip;

        // The first half of mapped IPv4 is zero, which is no customer's.
        ulong first = ip.Length == 16 ? BinaryPrimitives.ReadUInt64BigEndian(ip) : 0;
        return first != 0
            ? new SourceKey(first)
            : new SourceKey(0xffff_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(ip[^4..]));
    }
}
