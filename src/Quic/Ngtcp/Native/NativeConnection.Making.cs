using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>How connections are made.</summary>
internal sealed unsafe partial class NativeConnection
{
    private const uint Version1 = 1;
    private const int TokenOfRetry = 1;

    /// <summary>Makes a client's connection; nothing is sent yet.</summary>
    public static NativeConnection Client(NgConnection owner, NgSetup setup, NgPathEnds ends, ulong now)
    {
        NativeConnection made = new(owner, setup);
        NgSettings settings;
        NgTransportParameters parameters;
        made.Fill(&settings, &parameters, now);
        NgConnectionId dcid = NgConnection.RandomId();
        NgConnectionId scid = owner.NewId();
        made.Start(ends, &settings, &parameters, &dcid, &scid, Version1);
        return made;
    }

    /// <summary>Makes a server's connection for a first packet, which is still to be read.</summary>
    /// <param name="owner">Gets the events.</param>
    /// <param name="setup">What the endpoint wants.</param>
    /// <param name="ends">Both addresses.</param>
    /// <param name="header">The packet's header.</param>
    /// <param name="original">After a Retry, the id that the client chose first.</param>
    /// <param name="now">The clock.</param>
    public static NativeConnection Server(
        NgConnection owner, NgSetup setup, NgPathEnds ends, NgPacketHeader header, NgConnectionId? original, ulong now)
    {
        NativeConnection made = new(owner, setup);
        NgSettings settings;
        NgTransportParameters parameters;
        made.Fill(&settings, &parameters, now);
        NgConnectionId scid = owner.NewId();
        parameters.OriginalDestination = original ?? header.Destination;
        if (NgtcpLibrary.IsOne)
        {
            parameters.HasOriginalDestinationOne = 1;
        }

        if (original is not null)
        {
            parameters.RetrySource = header.Destination;
            SetToken(&settings, &parameters, header.Token);
        }

        parameters.HasResetToken = 1;
        byte* token = NgtcpLibrary.IsOne ? (byte*)&parameters.ResetTokenOne : (byte*)&parameters.ResetTokenZero;
        fixed (byte* secret = setup.Secret)
        {
            _ = CryptoCalls.ResetToken(token, secret, (nuint)setup.Secret.Length, &scid);
        }

        made.Start(ends, &settings, &parameters, &header.Source, &scid, header.Version);
        return made;
    }

    private static void SetToken(NgSettings* settings, NgTransportParameters* parameters, NgVector token)
    {
        if (NgtcpLibrary.IsOne)
        {
            parameters->HasRetrySourceOne = 1;
            settings->One.Token = token;
            settings->One.TokenType = TokenOfRetry;
        }
        else
        {
            parameters->HasRetrySourceZero = 1;
            settings->Zero.Token = token;
        }
    }

    private void Fill(NgSettings* settings, NgTransportParameters* parameters, ulong now)
    {
        QuicLimits limits = _setup.Limits;
        *settings = default;
        *parameters = default;
        NgtcpCalls.SettingsDefault(1, settings);
        NgtcpCalls.ParametersDefault(1, parameters);
        NativeLimits.Apply(settings, limits, now);
        NativeLimits.Apply(parameters, limits);
    }

    private void Start(
        NgPathEnds ends, NgSettings* settings, NgTransportParameters* parameters, NgConnectionId* dcid,
        NgConnectionId* scid, uint version)
    {
        void* made;
        int error;
        nint user = GCHandle.ToIntPtr(_owner);
        fixed (byte* local = ends.Local.Bytes, remote = ends.Remote.Bytes)
        {
            NgPath path = new()
            {
                Local = local,
                LocalLength = (uint)ends.Local.Length,
                Remote = remote,
                RemoteLength = (uint)ends.Remote.Length,
            };
            NgCallbacks callbacks = _setup.IsServer ? NativeCallbacks.OfServer : NativeCallbacks.OfClient;
            error = _setup.IsServer
                ? NgtcpCalls.ServerNew(
                    &made, dcid, scid, &path, version, 1, &callbacks, 1, settings, 1, parameters, null, user)
                : NgtcpCalls.ClientNew(
                    &made, dcid, scid, &path, version, 1, &callbacks, 1, settings, 1, parameters, null, user);
        }

        if (error != 0)
        {
            Dispose();
            throw new CryptographicException($"ngtcp2 could not make a connection: {error}");
        }

        _connection = made;
        *_reference = new NgConnRef
        {
            GetConnection = NativeCallbacks.GetConnection,
            Connection = made,
            Handle = user,
        };
        try
        {
            _tls = TlsSession.Create(_setup, _reference);
        }
        catch (CryptographicException)
        {
            Dispose();
            throw;
        }

        NgtcpCalls.SetTls(_connection, _tls.Session);
    }
}
