using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>
/// ngtcp2_crypto_conn_ref, to which a TLS session's pointer leads, and behind it a handle of our own that leads to the
/// connection object.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct NgConnRef
{
    [FieldOffset(0)]
    public void* GetConnection;

    [FieldOffset(8)]
    public void* Connection;

    [FieldOffset(16)]
    public nint Handle;
}
