using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Garita.Quic.Ngtcp.Native;
using Garita.TestKit;

namespace Garita.Quic.Tests.Ngtcp.Native;

/// <summary>
/// A wrong offset is corrupt memory, not an exception: each is held against the headers that are installed. Sizes prove
/// nothing, they are the same in both libraries.
/// </summary>
public sealed class LayoutTests
{
    // Our type and its field, the type of C and its field.
    private static readonly (Type Type, string Ours, string Theirs, string Field)[] Both =
    [
        (typeof(NgConnectionId), nameof(NgConnectionId.Length), "ngtcp2_cid", "datalen"),
        (typeof(NgConnectionId), nameof(NgConnectionId.Data), "ngtcp2_cid", "data"),
        (typeof(NgVector), nameof(NgVector.Start), "ngtcp2_vec", "base"),
        (typeof(NgVector), nameof(NgVector.Length), "ngtcp2_vec", "len"),
        (typeof(NgPacketHeader), nameof(NgPacketHeader.Destination), "ngtcp2_pkt_hd", "dcid"),
        (typeof(NgPacketHeader), nameof(NgPacketHeader.Source), "ngtcp2_pkt_hd", "scid"),
        (typeof(NgPacketHeader), nameof(NgPacketHeader.Token), "ngtcp2_pkt_hd", "token"),
        (typeof(NgPacketHeader), nameof(NgPacketHeader.Version), "ngtcp2_pkt_hd", "version"),
        (typeof(NgVersionAndIds), nameof(NgVersionAndIds.Version), "ngtcp2_version_cid", "version"),
        (typeof(NgVersionAndIds), nameof(NgVersionAndIds.Destination), "ngtcp2_version_cid", "dcid"),
        (typeof(NgVersionAndIds), nameof(NgVersionAndIds.DestinationLength), "ngtcp2_version_cid", "dcidlen"),
        (typeof(NgVersionAndIds), nameof(NgVersionAndIds.Source), "ngtcp2_version_cid", "scid"),
        (typeof(NgVersionAndIds), nameof(NgVersionAndIds.SourceLength), "ngtcp2_version_cid", "scidlen"),
        (typeof(NgPath), nameof(NgPath.Local), "ngtcp2_path", "local.addr"),
        (typeof(NgPath), nameof(NgPath.LocalLength), "ngtcp2_path", "local.addrlen"),
        (typeof(NgPath), nameof(NgPath.Remote), "ngtcp2_path", "remote.addr"),
        (typeof(NgPath), nameof(NgPath.RemoteLength), "ngtcp2_path", "remote.addrlen"),
        (typeof(NgPathStorage), nameof(NgPathStorage.Path), "ngtcp2_path_storage", "path"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.OriginalDestination), Params, "original_dcid"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.RetrySource), Params, "retry_scid"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.StreamDataBidiLocal), Params,
            "initial_max_stream_data_bidi_local"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.StreamDataBidiRemote), Params,
            "initial_max_stream_data_bidi_remote"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.StreamDataUni), Params,
            "initial_max_stream_data_uni"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.Data), Params, "initial_max_data"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.StreamsBidi), Params, "initial_max_streams_bidi"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.StreamsUni), Params, "initial_max_streams_uni"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.IdleTimeout), Params, "max_idle_timeout"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.ActiveConnectionIds), Params,
            "active_connection_id_limit"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.HasResetToken), Params,
            "stateless_reset_token_present"),
        (typeof(NgInfo), nameof(NgInfo.Text), "ngtcp2_info", "version_str"),
        (typeof(NgConnRef), nameof(NgConnRef.GetConnection), "ngtcp2_crypto_conn_ref", "get_conn"),
        (typeof(NgConnRef), nameof(NgConnRef.Connection), "ngtcp2_crypto_conn_ref", "user_data"),
        (typeof(GnuTlsDatum), nameof(GnuTlsDatum.Data), "gnutls_datum_t", "data"),
        (typeof(GnuTlsDatum), nameof(GnuTlsDatum.Length), "gnutls_datum_t", "size"),
    ];

    private static readonly (Type Type, string Ours, string Theirs, string Field)[] Zero =
    [
        .. Settings(typeof(NgSettingsZero)),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.HasRetrySourceZero), Params, "retry_scid_present"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.ResetTokenZero), Params, "stateless_reset_token"),
        .. Close("ngtcp2_connection_close_error"),
    ];

    private static readonly (Type Type, string Ours, string Theirs, string Field)[] One =
    [
        .. Settings(typeof(NgSettingsOne)),
        (typeof(NgSettingsOne), nameof(NgSettingsOne.TokenType), "ngtcp2_settings", "token_type"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.HasOriginalDestinationOne), Params,
            "original_dcid_present"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.HasRetrySourceOne), Params, "retry_scid_present"),
        (typeof(NgTransportParameters), nameof(NgTransportParameters.ResetTokenOne), Params, "stateless_reset_token"),
        .. Close("ngtcp2_ccerr"),
    ];

    private const string Params = "ngtcp2_transport_params";

    [ToolFact("gcc", "/usr/include/ngtcp2/ngtcp2.h", "/usr/include/gnutls/gnutls.h")]
    public async Task Fields_lie_where_the_installed_headers_put_them()
    {
        using TemporaryDirectory folder = new();
        string version = await File.ReadAllTextAsync("/usr/include/ngtcp2/version.h");
        bool isOne = version.Contains("NGTCP2_VERSION \"1.", StringComparison.Ordinal);
        var expected = Both.Concat(isOne ? One : Zero).ToList();
        string program = "#include <stdio.h>\n#include <stddef.h>\n#include <ngtcp2/ngtcp2.h>\n"
            + "#include <ngtcp2/ngtcp2_crypto.h>\n#include <gnutls/gnutls.h>\nint main(void) {\n"
            + string.Concat(expected.Select(e => $"printf(\"%zu\\n\", offsetof({e.Theirs}, {e.Field}));\n"))
            + string.Concat(Callbacks().Select(c => $"printf(\"%zu\\n\", offsetof(ngtcp2_callbacks, {c.Theirs}));\n"))
            + "return 0; }\n";
        await File.WriteAllTextAsync(folder.File("offsets.c"), program);
        (int built, string complaint) =
            await ToolRun.RunAsync("gcc", "-o", folder.File("offsets"), folder.File("offsets.c"));
        Assert.True(built == 0, complaint);
        (_, string printed) = await ToolRun.RunAsync(folder.File("offsets"));
        string[] lines = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] theirs =
        [
            .. expected.Select((e, i) => $"{e.Theirs}.{e.Field} {lines[i]}"),
            .. Callbacks().Select((c, i) => $"ngtcp2_callbacks.{c.Theirs} {lines[expected.Count + i]}"),
        ];
        string[] ours =
        [
            .. expected.Select(e => $"{e.Theirs}.{e.Field} {OffsetOf(e.Type, e.Ours)}"),
            .. Callbacks().Select(c => $"ngtcp2_callbacks.{c.Theirs} {c.Ours * 8}"),
        ];
        Assert.Equal(theirs, ours);
    }

    private static (string Theirs, int Ours)[] Callbacks() =>
    [
        ("client_initial", NgCallbacks.ClientInitial), ("recv_client_initial", NgCallbacks.ReceiveClientInitial),
        ("recv_crypto_data", NgCallbacks.ReceiveCryptoData),
        ("handshake_completed", NgCallbacks.HandshakeCompleted), ("encrypt", NgCallbacks.Encrypt),
        ("decrypt", NgCallbacks.Decrypt), ("hp_mask", NgCallbacks.HeaderMask),
        ("recv_stream_data", NgCallbacks.StreamData), ("acked_stream_data_offset", NgCallbacks.Acknowledged),
        ("stream_open", NgCallbacks.StreamOpen), ("stream_close", NgCallbacks.StreamClose),
        ("recv_stateless_reset", NgCallbacks.StatelessReset), ("recv_retry", NgCallbacks.ReceiveRetry),
        ("extend_max_local_streams_bidi", NgCallbacks.MoreBidi),
        ("extend_max_local_streams_uni", NgCallbacks.MoreUni), ("rand", NgCallbacks.Random),
        ("get_new_connection_id", NgCallbacks.NewConnectionId),
        ("remove_connection_id", NgCallbacks.RemoveConnectionId), ("update_key", NgCallbacks.UpdateKey),
        ("stream_reset", NgCallbacks.StreamReset), ("handshake_confirmed", NgCallbacks.HandshakeConfirmed),
        ("delete_crypto_aead_ctx", NgCallbacks.DeleteAead),
        ("delete_crypto_cipher_ctx", NgCallbacks.DeleteCipher),
        ("get_path_challenge_data", NgCallbacks.PathChallenge),
        ("version_negotiation", NgCallbacks.VersionNegotiation),
    ];

    private static IEnumerable<(Type Type, string Ours, string Theirs, string Field)> Settings(Type type) =>
    [
        (type, "CongestionControl", "ngtcp2_settings", "cc_algo"),
        (type, "InitialTimestamp", "ngtcp2_settings", "initial_ts"),
        (type, "MaxDatagram", "ngtcp2_settings", "max_tx_udp_payload_size"),
        (type, "Token", "ngtcp2_settings", "token"),
        (type, "MaxWindow", "ngtcp2_settings", "max_window"),
        (type, "MaxStreamWindow", "ngtcp2_settings", "max_stream_window"),
        (type, "HandshakeTimeout", "ngtcp2_settings", "handshake_timeout"),
    ];

    private static IEnumerable<(Type Type, string Ours, string Theirs, string Field)> Close(string name) =>
    [
        (typeof(NgCloseError), nameof(NgCloseError.Type), name, "type"),
        (typeof(NgCloseError), nameof(NgCloseError.Code), name, "error_code"),
        (typeof(NgCloseError), nameof(NgCloseError.Reason), name, "reason"),
        (typeof(NgCloseError), nameof(NgCloseError.ReasonLength), name, "reasonlen"),
    ];

    private static string OffsetOf(Type type, string field) => type
        .GetField(field, BindingFlags.Instance | BindingFlags.Public)!
        .GetCustomAttribute<FieldOffsetAttribute>()!.Value.ToString(CultureInfo.InvariantCulture);
}
