using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>Functions of the library that joins ngtcp2 and GnuTLS.</summary>
internal static unsafe partial class CryptoCalls
{
    private const string Library = NgtcpLibrary.Crypto;

    [LibraryImport(Library, EntryPoint = "ngtcp2_crypto_gnutls_configure_server_session")]
    public static partial int ConfigureServer(void* session);

    [LibraryImport(Library, EntryPoint = "ngtcp2_crypto_gnutls_configure_client_session")]
    public static partial int ConfigureClient(void* session);

    [LibraryImport(Library, EntryPoint = "ngtcp2_crypto_generate_stateless_reset_token")]
    public static partial int ResetToken(byte* token, byte* secret, nuint secretLength, NgConnectionId* cid);

    [LibraryImport(Library, EntryPoint = "ngtcp2_crypto_generate_retry_token")]
    public static partial nint MakeRetryToken(
        byte* token, byte* secret, nuint secretLength, uint version, void* remote, uint remoteLength,
        NgConnectionId* retryScid, NgConnectionId* originalDcid, ulong now);

    [LibraryImport(Library, EntryPoint = "ngtcp2_crypto_verify_retry_token")]
    public static partial int VerifyRetryToken(
        NgConnectionId* originalDcid, byte* token, nuint tokenLength, byte* secret, nuint secretLength, uint version,
        void* remote, uint remoteLength, NgConnectionId* dcid, ulong timeout, ulong now);

    [LibraryImport(Library, EntryPoint = "ngtcp2_crypto_write_retry")]
    public static partial nint WriteRetry(
        byte* into, nuint intoLength, uint version, NgConnectionId* dcid, NgConnectionId* scid,
        NgConnectionId* originalDcid, byte* token, nuint tokenLength);

    [LibraryImport(Library, EntryPoint = "ngtcp2_crypto_write_connection_close")]
    public static partial nint WriteInitialClose(
        byte* into, nuint intoLength, uint version, NgConnectionId* dcid, NgConnectionId* scid, ulong code,
        byte* reason, nuint reasonLength);
}
