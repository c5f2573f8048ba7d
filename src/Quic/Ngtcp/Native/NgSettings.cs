using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>NGTCP2_SETTINGS_V1 of soname 16. A library with newer versions of it converts this one.</summary>
[StructLayout(LayoutKind.Explicit, Size = 168)]
internal struct NgSettingsOne
{
    [FieldOffset(8)]
    public int CongestionControl;

    [FieldOffset(16)]
    public ulong InitialTimestamp;

    [FieldOffset(40)]
    public nuint MaxDatagram;

    [FieldOffset(48)]
    public NgVector Token;

    [FieldOffset(64)]
    public int TokenType;

    [FieldOffset(80)]
    public ulong MaxWindow;

    [FieldOffset(88)]
    public ulong MaxStreamWindow;

    [FieldOffset(112)]
    public ulong HandshakeTimeout;
}

/// <summary>ngtcp2_settings of soname 9.</summary>
[StructLayout(LayoutKind.Explicit, Size = 184)]
internal struct NgSettingsZero
{
    [FieldOffset(40)]
    public int CongestionControl;

    [FieldOffset(48)]
    public ulong InitialTimestamp;

    [FieldOffset(72)]
    public nuint MaxDatagram;

    [FieldOffset(80)]
    public NgVector Token;

    [FieldOffset(104)]
    public ulong MaxWindow;

    [FieldOffset(112)]
    public ulong MaxStreamWindow;

    [FieldOffset(136)]
    public ulong HandshakeTimeout;
}

/// <summary>Room for either, with some to spare for what a newer library may write behind the first version.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct NgSettings
{
    [FieldOffset(0)]
    public NgSettingsOne One;

    [FieldOffset(0)]
    public NgSettingsZero Zero;
}
