using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>What ngtcp2 says of its own errors.</summary>
internal static unsafe class NativeCloseErrors
{
    /// <summary>What the peer is told of an error.</summary>
    public static NgCloseError OfLibrary(int error)
    {
        NgCloseError close;
        if (NgtcpLibrary.IsOne)
        {
            NgtcpCalls.CloseDefaultOne(&close);
            NgtcpCalls.CloseLibraryOne(&close, error, null, 0);
        }
        else
        {
            NgtcpCalls.CloseDefaultZero(&close);
            NgtcpCalls.CloseLibraryZero(&close, error, null, 0);
        }

        return close;
    }

    /// <summary>ngtcp2's name of an error.</summary>
    public static string TextOf(int error) =>
        Marshal.PtrToStringUTF8(NgtcpCalls.ErrorText(error)) ?? $"ngtcp2 error {error}";
}
