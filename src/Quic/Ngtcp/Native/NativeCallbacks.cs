using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>
/// What ngtcp2 and GnuTLS call. Nothing may be thrown through them, so each ends at the one boundary here: a fault is
/// kept by the connection, which is then closed. No callback deletes or writes a connection.
/// </summary>
internal static unsafe class NativeCallbacks
{
    // GNUTLS_E_CERTIFICATE_ERROR: the peer is sent bad_certificate, whatever it was.
    private const int NotAccepted = -43;

    /// <summary>For clients.</summary>
    public static NgCallbacks OfClient { get; } = Fill(client: true);

    /// <summary>For servers.</summary>
    public static NgCallbacks OfServer { get; } = Fill(client: false);

    /// <summary>Finds the connection of a TLS session.</summary>
    public static void* GetConnection =>
        (delegate* unmanaged[Cdecl]<NgConnRef*, void*>)&OnGetConnection;

    /// <summary>Judges the peer's certificates.</summary>
    public static void* Verify => (delegate* unmanaged[Cdecl]<void*, int>)&OnVerify;

    private static NgCallbacks Fill(bool client)
    {
        NgCallbacks calls = default;

        // From library to library, without coming through here.
        calls[client ? NgCallbacks.ClientInitial : NgCallbacks.ReceiveClientInitial] = NgtcpLibrary.CryptoCallback(
            client ? "ngtcp2_crypto_client_initial_cb" : "ngtcp2_crypto_recv_client_initial_cb");
        calls[NgCallbacks.ReceiveCryptoData] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_recv_crypto_data_cb");
        calls[NgCallbacks.Encrypt] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_encrypt_cb");
        calls[NgCallbacks.Decrypt] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_decrypt_cb");
        calls[NgCallbacks.HeaderMask] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_hp_mask_cb");
        calls[NgCallbacks.UpdateKey] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_update_key_cb");
        calls[NgCallbacks.DeleteAead] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_delete_crypto_aead_ctx_cb");
        calls[NgCallbacks.DeleteCipher] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_delete_crypto_cipher_ctx_cb");
        calls[NgCallbacks.PathChallenge] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_get_path_challenge_data_cb");
        calls[NgCallbacks.VersionNegotiation] = NgtcpLibrary.CryptoCallback("ngtcp2_crypto_version_negotiation_cb");
        calls[NgCallbacks.ReceiveRetry] = client ? NgtcpLibrary.CryptoCallback("ngtcp2_crypto_recv_retry_cb") : 0;

        calls[NgCallbacks.HandshakeCompleted] = (nint)(delegate* unmanaged[Cdecl]<void*, nint, int>)&OnCompleted;
        calls[NgCallbacks.HandshakeConfirmed] = (nint)(delegate* unmanaged[Cdecl]<void*, nint, int>)&OnConfirmed;
        calls[NgCallbacks.StreamData] = (nint)(delegate* unmanaged[Cdecl]<
            void*, uint, long, ulong, byte*, nuint, nint, nint, int>)&OnStreamData;
        calls[NgCallbacks.Acknowledged] = (nint)(delegate* unmanaged[Cdecl]<
            void*, long, ulong, ulong, nint, nint, int>)&OnAcknowledged;
        calls[NgCallbacks.StreamOpen] = (nint)(delegate* unmanaged[Cdecl]<void*, long, nint, int>)&OnStreamOpen;
        calls[NgCallbacks.StreamClose] = (nint)(delegate* unmanaged[Cdecl]<
            void*, uint, long, ulong, nint, nint, int>)&OnStreamClose;
        calls[NgCallbacks.StreamReset] = (nint)(delegate* unmanaged[Cdecl]<
            void*, long, ulong, ulong, nint, nint, int>)&OnStreamReset;
        calls[NgCallbacks.MoreBidi] = (nint)(delegate* unmanaged[Cdecl]<void*, ulong, nint, int>)&OnMoreStreams;
        calls[NgCallbacks.MoreUni] = (nint)(delegate* unmanaged[Cdecl]<void*, ulong, nint, int>)&OnMoreStreams;
        calls[NgCallbacks.Random] = (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, void*, void>)&OnRandom;
        calls[NgCallbacks.NewConnectionId] = (nint)(delegate* unmanaged[Cdecl]<
            void*, NgConnectionId*, byte*, nuint, nint, int>)&OnNewId;
        calls[NgCallbacks.RemoveConnectionId] = (nint)(delegate* unmanaged[Cdecl]<
            void*, NgConnectionId*, nint, int>)&OnRemoveId;
        calls[NgCallbacks.StatelessReset] = (nint)(delegate* unmanaged[Cdecl]<void*, void*, nint, int>)&OnReset;
        return calls;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* OnGetConnection(NgConnRef* reference) => reference->Connection;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnVerify(void* session)
    {
        // Throwing, too, is a no.
        nint user = ((NgConnRef*)GnuTlsCalls.GetPointer(session))->Handle;
        int result = Run(user, 0L, static (c, _) => c.JudgePeer());
        return result == 0 && !((NgConnection)GCHandle.FromIntPtr(user).Target!).IsPeerRefused ? 0 : NotAccepted;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCompleted(void* connection, nint user) => Run(user, 0L, static (c, _) => c.OnCompleted());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnConfirmed(void* connection, nint user) => Run(user, 0L, static (c, _) => c.OnConfirmed());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnReset(void* connection, void* reset, nint user) =>
        Run(user, 0L, static (c, _) => c.OnStatelessReset());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamData(
        void* connection, uint flags, long id, ulong offset, byte* data, nuint length, nint user, nint streamUser) =>
        Run(user, (Id: id, Data: (nint)data, Length: (int)length, End: (flags & 1) != 0), static (c, s) =>
            c.Streams.OnData(s.Id, new ReadOnlySpan<byte>((void*)s.Data, s.Length), s.End));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnAcknowledged(
        void* connection, long id, ulong offset, ulong length, nint user, nint streamUser) =>
        Run(user, (Id: id, Length: (long)length), static (c, s) => c.Streams.OnAcknowledged(s.Id, s.Length));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamOpen(void* connection, long id, nint user) =>
        Run(user, id, static (c, s) => c.Streams.OnOpened(s));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamClose(
        void* connection, uint flags, long id, ulong code, nint user, nint streamUser) =>
        Run(user, id, static (c, s) => c.Streams.OnClosed(s));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStreamReset(
        void* connection, long id, ulong finalSize, ulong code, nint user, nint streamUser) =>
        Run(user, (Id: id, Code: code), static (c, s) => c.Streams.OnReset(s.Id, s.Code));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnMoreStreams(void* connection, ulong max, nint user) =>
        Run(user, 0L, static (c, _) => c.Streams.OnMoreAllowed());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRandom(byte* into, nuint length, void* context) =>
        RandomNumberGenerator.Fill(new Span<byte>(into, (int)length));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnNewId(void* connection, NgConnectionId* id, byte* token, nuint length, nint user) =>
        Run(user, (Id: (nint)id, Token: (nint)token), static (c, s) =>
        {
            NgConnectionId made = c.NewId();
            *(NgConnectionId*)s.Id = made;
            c.ResetTokenFor(made).CopyTo(new Span<byte>((void*)s.Token, 16));
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnRemoveId(void* connection, NgConnectionId* id, nint user) =>
        Run(user, (nint)id, static (c, s) => c.RetireId(*(NgConnectionId*)s));

    private static int Run<TState>(nint user, TState state, Action<NgConnection, TState> step)
    {
        NgConnection connection = (NgConnection)GCHandle.FromIntPtr(user).Target!;
        try
        {
            step(connection, state);
            return 0;
        }
        catch (Exception fault)
        {
            return connection.KeepFault(fault);
        }
    }
}
