using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>Functions of GnuTLS.</summary>
internal static unsafe partial class GnuTlsCalls
{
    private const string Library = NgtcpLibrary.GnuTls;

    [LibraryImport(Library, EntryPoint = "gnutls_check_version")]
    public static partial nint Version(byte* least);

    [LibraryImport(Library, EntryPoint = "gnutls_strerror")]
    public static partial nint ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "gnutls_init")]
    public static partial int Init(void** session, uint flags);

    [LibraryImport(Library, EntryPoint = "gnutls_deinit")]
    public static partial void Deinit(void* session);

    [LibraryImport(Library, EntryPoint = "gnutls_priority_init")]
    public static partial int PriorityInit(void** priority, byte* text, byte** errorAt);

    [LibraryImport(Library, EntryPoint = "gnutls_priority_set")]
    public static partial int PrioritySet(void* session, void* priority);

    [LibraryImport(Library, EntryPoint = "gnutls_certificate_allocate_credentials")]
    public static partial int CredentialsInit(void** credentials);

    [LibraryImport(Library, EntryPoint = "gnutls_certificate_free_credentials")]
    public static partial void CredentialsFree(void* credentials);

    [LibraryImport(Library, EntryPoint = "gnutls_certificate_set_x509_key_mem2")]
    public static partial int CredentialsSetKey(
        void* credentials, GnuTlsDatum* chain, GnuTlsDatum* key, int format, byte* password, uint flags);

    [LibraryImport(Library, EntryPoint = "gnutls_credentials_set")]
    public static partial int CredentialsUse(void* session, int type, void* credentials);

    [LibraryImport(Library, EntryPoint = "gnutls_session_set_ptr")]
    public static partial void SetPointer(void* session, void* pointer);

    [LibraryImport(Library, EntryPoint = "gnutls_session_get_ptr")]
    public static partial void* GetPointer(void* session);

    [LibraryImport(Library, EntryPoint = "gnutls_alpn_set_protocols")]
    public static partial int AlpnSet(void* session, GnuTlsDatum* protocols, uint count, uint flags);

    [LibraryImport(Library, EntryPoint = "gnutls_alpn_get_selected_protocol")]
    public static partial int AlpnGet(void* session, GnuTlsDatum* protocol);

    [LibraryImport(Library, EntryPoint = "gnutls_certificate_server_set_request")]
    public static partial void RequestCertificate(void* session, int mode);

    [LibraryImport(Library, EntryPoint = "gnutls_server_name_set")]
    public static partial int ServerNameSet(void* session, int type, byte* name, nuint length);

    [LibraryImport(Library, EntryPoint = "gnutls_server_name_get")]
    public static partial int ServerNameGet(void* session, byte* into, nuint* length, uint* type, uint index);

    [LibraryImport(Library, EntryPoint = "gnutls_session_set_verify_function")]
    public static partial void SetVerify(void* session, void* function);

    [LibraryImport(Library, EntryPoint = "gnutls_certificate_get_peers")]
    public static partial GnuTlsDatum* PeerChain(void* session, uint* count);
}

/// <summary>gnutls_datum_t.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct GnuTlsDatum
{
    [FieldOffset(0)]
    public byte* Data;

    [FieldOffset(8)]
    public uint Length;
}
