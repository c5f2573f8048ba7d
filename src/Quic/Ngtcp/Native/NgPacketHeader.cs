using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>ngtcp2_pkt_hd, the fields that are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
internal struct NgPacketHeader
{
    [FieldOffset(0)]
    public NgConnectionId Destination;

    [FieldOffset(32)]
    public NgConnectionId Source;

    [FieldOffset(72)]
    public NgVector Token;

    [FieldOffset(104)]
    public uint Version;
}

/// <summary>ngtcp2_vec.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NgVector
{
    [FieldOffset(0)]
    public byte* Start;

    [FieldOffset(8)]
    public nuint Length;
}

/// <summary>ngtcp2_version_cid.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct NgVersionAndIds
{
    [FieldOffset(0)]
    public uint Version;

    [FieldOffset(8)]
    public byte* Destination;

    [FieldOffset(16)]
    public nuint DestinationLength;

    [FieldOffset(24)]
    public byte* Source;

    [FieldOffset(32)]
    public nuint SourceLength;
}

/// <summary>ngtcp2_pkt_info; ECN is not used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct NgPacketInfo
{
    [FieldOffset(0)]
    public byte Ecn;
}
