using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>ngtcp2_cid.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct NgConnectionId
{
    [FieldOffset(0)]
    public nuint Length;

    [FieldOffset(8)]
    public Bytes20 Data;

    /// <summary>The bytes in use.</summary>
    [UnscopedRef]
    public Span<byte> Value => ((Span<byte>)Data)[..(int)Length];

    /// <summary>20 bytes, the longest that QUIC v1 has (RFC 9000 17.2).</summary>
    [InlineArray(20)]
    internal struct Bytes20
    {
        private byte _first;
    }
}
