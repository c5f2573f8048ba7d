using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>ngtcp2_ccerr (soname 16), ngtcp2_connection_close_error (soname 9): the same but for the name.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct NgCloseError
{
    /// <summary>Values of <see cref="Type"/> that both have.</summary>
    public const int Transport = 0, Application = 1;

    [FieldOffset(0)]
    public int Type;

    [FieldOffset(8)]
    public ulong Code;

    [FieldOffset(24)]
    public nint Reason;

    [FieldOffset(32)]
    public nuint ReasonLength;
}
