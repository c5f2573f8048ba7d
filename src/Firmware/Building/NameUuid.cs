using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Garita.Firmware.Building;

/// <summary>UUIDs made from names (RFC 9562 5.5, version 5), as vendors and classes of devices have them.</summary>
public static class NameUuid
{
    // RFC 9562 6.6: the namespace of domain names.
    private static readonly Guid s_dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The vendor with this domain, such as <c>example.com</c>.</summary>
    public static Guid Vendor(string domain) => Of(s_dns, domain);

    /// <summary>The devices a vendor calls by this name: a model, with what of it decides which images run.</summary>
    public static Guid Class(Guid vendor, string model) => Of(vendor, model);

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 5.5 prescribes SHA-1; nothing rests on it")]
    private static Guid Of(Guid space, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] hash = SHA1.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(..16), bigEndian: true);
    }
}
