using System.Runtime.InteropServices;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>Functions of ngtcp2. Symbols that one of the libraries lacks are bound when first called: never.</summary>
internal static unsafe partial class NgtcpCalls
{
    private const string Library = NgtcpLibrary.Ngtcp;

    [LibraryImport(Library, EntryPoint = "ngtcp2_version")]
    public static partial NgInfo* Version(int least);

    [LibraryImport(Library, EntryPoint = "ngtcp2_strerror")]
    public static partial nint ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "ngtcp2_settings_default_versioned")]
    public static partial void SettingsDefault(int version, NgSettings* settings);

    [LibraryImport(Library, EntryPoint = "ngtcp2_transport_params_default_versioned")]
    public static partial void ParametersDefault(int version, NgTransportParameters* parameters);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_client_new_versioned")]
    public static partial int ClientNew(
        void** connection, NgConnectionId* dcid, NgConnectionId* scid, NgPath* path, uint version, int callbacksVersion,
        NgCallbacks* callbacks, int settingsVersion, NgSettings* settings, int parametersVersion,
        NgTransportParameters* parameters, void* allocator, nint user);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_server_new_versioned")]
    public static partial int ServerNew(
        void** connection, NgConnectionId* dcid, NgConnectionId* scid, NgPath* path, uint version, int callbacksVersion,
        NgCallbacks* callbacks, int settingsVersion, NgSettings* settings, int parametersVersion,
        NgTransportParameters* parameters, void* allocator, nint user);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_del")]
    public static partial void Delete(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_set_tls_native_handle")]
    public static partial void SetTls(void* connection, void* tls);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_set_keep_alive_timeout")]
    public static partial void SetKeepAlive(void* connection, ulong timeout);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_read_pkt_versioned")]
    public static partial int ReadPacket(
        void* connection, NgPath* path, int infoVersion, NgPacketInfo* info, byte* packet, nuint length, ulong now);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_writev_stream_versioned")]
    public static partial nint WriteStream(
        void* connection, NgPath* path, int infoVersion, NgPacketInfo* info, byte* into, nuint intoLength,
        nint* taken, uint flags, long streamId, NgVector* data, nuint dataCount, ulong now);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_write_connection_close_versioned")]
    public static partial nint WriteClose(
        void* connection, NgPath* path, int infoVersion, NgPacketInfo* info, byte* into, nuint intoLength,
        NgCloseError* error, ulong now);

    [LibraryImport(Library, EntryPoint = "ngtcp2_pkt_decode_version_cid")]
    public static partial int DecodeVersionAndIds(NgVersionAndIds* into, byte* data, nuint length, nuint shortLength);

    [LibraryImport(Library, EntryPoint = "ngtcp2_accept")]
    public static partial int Accept(NgPacketHeader* header, byte* packet, nuint length);

    [LibraryImport(Library, EntryPoint = "ngtcp2_pkt_write_version_negotiation")]
    public static partial nint WriteVersionNegotiation(
        byte* into, nuint intoLength, byte random, byte* dcid, nuint dcidLength, byte* scid, nuint scidLength,
        uint* versions, nuint versionCount);

    [LibraryImport(Library, EntryPoint = "ngtcp2_pkt_write_stateless_reset")]
    public static partial nint WriteStatelessReset(
        byte* into, nuint intoLength, byte* token, byte* random, nuint randomLength);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_expiry")]
    public static partial ulong Expiry(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_handle_expiry")]
    public static partial int HandleExpiry(void* connection, ulong now);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_pto")]
    public static partial ulong ProbeTimeout(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_update_pkt_tx_time")]
    public static partial void UpdateSendTime(void* connection, ulong now);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_send_quantum")]
    public static partial nuint SendQuantum(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_max_data_left")]
    public static partial ulong MaxDataLeft(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_path")]
    public static partial NgPath* Path(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_open_bidi_stream")]
    public static partial int OpenBidi(void* connection, long* streamId, nint user);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_open_uni_stream")]
    public static partial int OpenUni(void* connection, long* streamId, nint user);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_extend_max_stream_offset")]
    public static partial int ExtendStream(void* connection, long streamId, ulong bytes);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_extend_max_offset")]
    public static partial void ExtendConnection(void* connection, ulong bytes);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_extend_max_streams_bidi")]
    public static partial void ExtendBidi(void* connection, nuint count);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_extend_max_streams_uni")]
    public static partial void ExtendUni(void* connection, nuint count);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_tls_alert")]
    public static partial byte TlsAlert(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_path_storage_zero")]
    public static partial void ClearPath(NgPathStorage* path);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_shutdown_stream_write")]
    public static partial int ShutdownWriteOne(void* connection, uint flags, long streamId, ulong code);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_shutdown_stream_write")]
    public static partial int ShutdownWriteZero(void* connection, long streamId, ulong code);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_shutdown_stream_read")]
    public static partial int ShutdownReadOne(void* connection, uint flags, long streamId, ulong code);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_shutdown_stream_read")]
    public static partial int ShutdownReadZero(void* connection, long streamId, ulong code);

    [LibraryImport(Library, EntryPoint = "ngtcp2_ccerr_default")]
    public static partial void CloseDefaultOne(NgCloseError* error);

    [LibraryImport(Library, EntryPoint = "ngtcp2_connection_close_error_default")]
    public static partial void CloseDefaultZero(NgCloseError* error);

    [LibraryImport(Library, EntryPoint = "ngtcp2_ccerr_set_liberr")]
    public static partial void CloseLibraryOne(NgCloseError* error, int code, byte* reason, nuint length);

    [LibraryImport(Library, EntryPoint = "ngtcp2_connection_close_error_set_transport_error_liberr")]
    public static partial void CloseLibraryZero(NgCloseError* error, int code, byte* reason, nuint length);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_ccerr")]
    public static partial NgCloseError* ReadCloseOne(void* connection);

    [LibraryImport(Library, EntryPoint = "ngtcp2_conn_get_connection_close_error")]
    public static partial void ReadCloseZero(void* connection, NgCloseError* error);
}

/// <summary>ngtcp2_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NgInfo
{
    [FieldOffset(8)]
    public nint Text;
}
