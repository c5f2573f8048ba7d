using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Garita.Quic.Ngtcp.Sockets;

/// <summary>A socket address as the kernel writes it: sockaddr_in or sockaddr_in6.</summary>
internal struct RawAddress : IEquatable<RawAddress>
{
    /// <summary>The size of sockaddr_in6, the larger one.</summary>
    public const int MaxLength = 28;

    private const ushort FamilyV4 = 2, FamilyV6 = 10;
    private const int LengthV4 = 16;

    private Bytes28 _bytes;

    public RawAddress(ReadOnlySpan<byte> bytes)
    {
        Length = Math.Min(bytes.Length, MaxLength);
        bytes[..Length].CopyTo(_bytes);
    }

    /// <summary>How many of the bytes count.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes that count.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_bytes)[..Length];

    /// <summary>The port.</summary>
    public readonly int Port => BinaryPrimitives.ReadUInt16BigEndian(Bytes[2..]);

    /// <summary>Whether it is of IPv6, mapped IPv4 included.</summary>
    public readonly bool IsV6 => BitConverter.ToUInt16(Bytes) == FamilyV6;

    /// <summary>The 4 or 16 bytes of the IP address.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Ip => IsV6 ? Bytes.Slice(8, 16) : Bytes.Slice(4, 4);

    /// <summary>Writes an address for a socket of the given family.</summary>
    public static RawAddress Of(IPEndPoint endpoint, AddressFamily family)
    {
        bool v6 = family == AddressFamily.InterNetworkV6;
        IPAddress ip = v6 ? endpoint.Address.MapToIPv6() : endpoint.Address;
        RawAddress address = new() { Length = v6 ? MaxLength : LengthV4 };
        Span<byte> bytes = address._bytes;
        BitConverter.TryWriteBytes(bytes, v6 ? FamilyV6 : FamilyV4);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)endpoint.Port);
        ip.TryWriteBytes(bytes[(v6 ? 8 : 4)..], out _);
        if (v6)
        {
            BitConverter.TryWriteBytes(bytes[24..], (uint)ip.ScopeId);
        }

        return address;
    }

    /// <summary>The same address with another IP; the bytes are of the same family.</summary>
    public readonly RawAddress WithIp(ReadOnlySpan<byte> ip)
    {
        RawAddress copy = this;
        ip.CopyTo(((Span<byte>)copy._bytes)[(IsV6 ? 8 : 4)..]);
        return copy;
    }

    /// <summary>The address for people, mapped IPv4 shown as IPv4.</summary>
    public readonly IPEndPoint ToEndPoint()
    {
        IPAddress ip = IsV6 ? new IPAddress(Ip, BitConverter.ToUInt32(Bytes[24..])) : new IPAddress(Ip);
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, Port);
    }

    public readonly bool Equals(RawAddress other) => Bytes.SequenceEqual(other.Bytes);

    public override readonly bool Equals(object? obj) => obj is RawAddress other && Equals(other);

    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    [InlineArray(MaxLength)]
    private struct Bytes28
    {
        private byte _first;
    }
}
