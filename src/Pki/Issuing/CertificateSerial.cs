using System.Buffers.Binary;
using System.Globalization;

namespace Garita.Pki.Issuing;

/// <summary>
/// A certificate's serial number: 8 octets from a CSPRNG, as the profile for constrained devices asks, taken as a
/// positive number (RFC 5280 4.1.2.2).
/// </summary>
public readonly record struct CertificateSerial
{
    /// <summary>Octets of a serial number.</summary>
    public const int Length = 8;

    private readonly ulong _value;

    private CertificateSerial(ulong value) => _value = value;

    /// <summary>16 lower-case hex digits, the form in which serials are stored and shown.</summary>
    public string Hex => _value.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>
    /// Takes 8 random octets. False where the first is zero: DER would drop it, so the caller draws again.
    /// </summary>
    public static bool TryFromRandom(ReadOnlySpan<byte> octets, out CertificateSerial serial)
    {
        bool valid = octets.Length == Length && octets[0] != 0;
        serial = valid
            ? new CertificateSerial(BinaryPrimitives.ReadUInt64BigEndian(octets))
            : default;
        return valid;
    }

    /// <summary>Reads 16 hex digits of either case; false for anything else.</summary>
    public static bool TryParse(string? hex, out CertificateSerial serial)
    {
        serial = default;
        return hex is { Length: 2 * Length }
            && hex.All(char.IsAsciiHexDigit)
            && TryFromRandom(Convert.FromHexString(hex), out serial);
    }

    /// <summary>The 8 octets, most significant first.</summary>
    public byte[] ToBytes()
    {
        byte[] octets = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(octets, _value);
        return octets;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
