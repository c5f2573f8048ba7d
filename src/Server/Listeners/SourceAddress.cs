using System.Net;
using System.Net.Sockets;

namespace Garita.Server.Listeners;

/// <summary>
/// What limits count by: an IPv4 address, or the first 64 bits of an IPv6 address, because one household or attacker
/// usually holds a whole /64 (RFC 6177).
/// </summary>
public readonly record struct SourceAddress
{
    private readonly ulong _prefix;
    private readonly bool _isIPv6;

    private SourceAddress(ulong prefix, bool isIPv6)
    {
        _prefix = prefix;
        _isIPv6 = isIPv6;
    }

    /// <summary>The source that an address belongs to. An IPv4 address written as IPv6 is the IPv4 address.</summary>
    public static SourceAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out int length);
        ulong prefix = 0;
        foreach (byte b in bytes[..Math.Min(length, 8)])
        {
            prefix = (prefix << 8) | b;
        }

        return new SourceAddress(prefix, plain.AddressFamily == AddressFamily.InterNetworkV6);
    }

    /// <summary>The address, or <c>prefix::/64</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        int length = _isIPv6 ? 8 : 4;
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(_prefix >> (8 * (length - 1 - i)));
        }

        return _isIPv6 ? new IPAddress(bytes) + "/64" : new IPAddress(bytes[..4]).ToString();
    }
}
