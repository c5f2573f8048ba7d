using System.Formats.Asn1;

namespace Garita.Pki;

/// <summary>
/// Reads DER value by value. A read that fails changes nothing, allocates nothing and throws nothing.
/// </summary>
internal ref struct DerReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    /// <summary>True when every byte was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Reads the next value if it carries this tag; yields its content.</summary>
    public bool TryRead(Asn1Tag tag, out ReadOnlySpan<byte> content) => TryRead(tag, out content, out _);

    /// <summary>
    /// Reads the next value if it carries this tag; yields its content and the whole with its header.
    /// </summary>
    public bool TryRead(Asn1Tag tag, out ReadOnlySpan<byte> content, out ReadOnlySpan<byte> whole)
    {
        content = default;
        whole = default;
        if (!AsnDecoder.TryReadEncodedValue(
                _rest, AsnEncodingRules.DER, out Asn1Tag found, out int offset, out int length, out int consumed)
            || !found.Equals(tag))
        {
            return false;
        }

        content = _rest.Slice(offset, length);
        whole = _rest[..consumed];
        _rest = _rest[consumed..];
        return true;
    }

    /// <summary>Reads the next value, whatever it is.</summary>
    public bool TrySkip()
    {
        bool valid = AsnDecoder.TryReadEncodedValue(
            _rest, AsnEncodingRules.DER, out _, out _, out _, out int consumed);
        _rest = valid ? _rest[consumed..] : _rest;
        return valid;
    }

    /// <summary>Whether the next value carries this tag.</summary>
    public readonly bool NextIs(Asn1Tag tag) =>
        Asn1Tag.TryDecode(_rest, out Asn1Tag found, out _) && found.Equals(tag);

    /// <summary>Reads a BIT STRING without unused bits; yields the octets.</summary>
    public bool TryReadOctetAlignedBits(out ReadOnlySpan<byte> bits)
    {
        DerReader before = this;
        if (TryRead(Asn1Tag.PrimitiveBitString, out ReadOnlySpan<byte> content) && content is [0, ..])
        {
            bits = content[1..];
            return true;
        }

        this = before;
        bits = default;
        return false;
    }
}
