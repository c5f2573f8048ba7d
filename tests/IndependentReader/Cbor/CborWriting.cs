using System.Buffers.Binary;

namespace Garita.IndependentReader.Cbor;

/// <summary>The little that a verifier writes: heads and byte strings, for what it hashes.</summary>
public static class CborWriting
{
    /// <summary>The shortest head (RFC 8949 section 4.2.1).</summary>
    public static byte[] Head(CborKind kind, ulong argument)
    {
        byte major = (byte)((int)kind << 5);
        byte[] wide = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(wide, argument);
        return argument switch
        {
            < 24 => [(byte)(major | (byte)argument)],
            <= byte.MaxValue => [(byte)(major | 24), .. wide[7..]],
            <= ushort.MaxValue => [(byte)(major | 25), .. wide[6..]],
            <= uint.MaxValue => [(byte)(major | 26), .. wide[4..]],
            _ => [(byte)(major | 27), .. wide],
        };
    }

    public static byte[] Bytes(ReadOnlySpan<byte> content) =>
        [.. Head(CborKind.Bytes, (ulong)content.Length), .. content];
}
