using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Sockets;

/// <summary>What sockets need and .NET does not offer: many datagrams a call, segmentation, control messages.</summary>
internal static unsafe partial class LibcCalls
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(int socket, LibcManyHeader* headers, uint count, int flags, void* timeout);

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint Send(int socket, LibcHeader* header, int flags);

    [LibraryImport(Library, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(LibcPoll* polls, ulong count, LibcTime* timeout, void* signals);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventCreate(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, void* data, nuint length);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, void* data, nuint length);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int option, void* value, uint length);
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct LibcVector
{
    [FieldOffset(0)]
    public void* Start;

    [FieldOffset(8)]
    public nuint Length;
}

/// <summary>struct msghdr.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal unsafe struct LibcHeader
{
    [FieldOffset(0)]
    public void* Name;

    [FieldOffset(8)]
    public uint NameLength;

    [FieldOffset(16)]
    public LibcVector* Vectors;

    [FieldOffset(24)]
    public nuint VectorCount;

    [FieldOffset(32)]
    public void* Control;

    [FieldOffset(40)]
    public nuint ControlLength;

    [FieldOffset(48)]
    public int Flags;
}

/// <summary>struct mmsghdr.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LibcManyHeader
{
    [FieldOffset(0)]
    public LibcHeader Header;

    [FieldOffset(56)]
    public uint Length;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct LibcPoll
{
    [FieldOffset(0)]
    public int File;

    [FieldOffset(4)]
    public short Events;

    [FieldOffset(6)]
    public short Returned;
}

/// <summary>struct timespec.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LibcTime
{
    [FieldOffset(0)]
    public long Seconds;

    [FieldOffset(8)]
    public long Nanoseconds;
}
