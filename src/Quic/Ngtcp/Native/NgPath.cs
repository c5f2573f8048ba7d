using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>ngtcp2_path: two addresses, kept elsewhere.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct NgPath
{
    [FieldOffset(0)]
    public void* Local;

    [FieldOffset(8)]
    public uint LocalLength;

    [FieldOffset(16)]
    public void* Remote;

    [FieldOffset(24)]
    public uint RemoteLength;
}

/// <summary>ngtcp2_path_storage: a path with room for its addresses.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal struct NgPathStorage
{
    [FieldOffset(0)]
    public NgPath Path;
}
