using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>How a connection ends.</summary>
internal sealed partial class NgConnection
{
    // CRYPTO_ERROR: the alert is added (RFC 9000 20.1).
    private const ulong CryptoError = 0x100;

    private bool _wasReset;

    /// <summary>Closes for the application.</summary>
    public void Close(ulong code) =>
        SendClose(
            new NgCloseError { Type = NgCloseError.Application, Code = code },
            new QuicEnd(QuicEndKind.ClosedHere, code, $"closed here with code 0x{code:x}"));

    /// <summary>Closes because the endpoint stops.</summary>
    public void Stop() =>
        SendClose(
            new NgCloseError { Type = NgCloseError.Application },
            new QuicEnd(QuicEndKind.Stopped, 0, "the endpoint was stopped"));

    private static NgCloseError AlertOf(byte alert) => new() { Code = CryptoError + alert };

    private static NgCloseError TransportError(TransportCode code) => new() { Code = (ulong)code };

    private static QuicEnd Refusal() =>
        new(QuicEndKind.CertificateRefused, null, "the peer's certificate was not accepted");

    // An error of ngtcp2: what it means, and what the peer is told.
    private void Fail(int error)
    {
        if (Native is not { } native)
        {
            return;
        }

        if (error == NgError.Draining)
        {
            Finish(_wasReset
                ? new QuicEnd(QuicEndKind.Reset, null, "the peer has lost it (stateless reset)")
                : EndOf(native.ReadClose()), [], native.LingerTime);
        }
        else if (error == NgError.IdleClose)
        {
            Finish(new QuicEnd(QuicEndKind.IdleTimeout, null, "silent for too long"), [], linger: 0);
        }
        else if (error == NgError.HandshakeTimeout)
        {
            Finish(new QuicEnd(QuicEndKind.HandshakeTimeout, null, "no handshake in its time"), [], linger: 0);
        }
        else if (error == NgError.DropConnection)
        {
            Finish(new QuicEnd(QuicEndKind.TransportError, null, "a packet that starts no connection"), [], linger: 0);
        }
        else
        {
            SendClose(ErrorFor(native, error, out QuicEnd end), end);
        }
    }

    private NgCloseError ErrorFor(NativeConnection native, int error, out QuicEnd end)
    {
        if (_fault is not null && !IsPeerRefused)
        {
            end = new QuicEnd(QuicEndKind.Fault, null, $"a fault of this program ({_fault.GetType().Name})");
            return TransportError(TransportCode.Internal);
        }

        if (error == NgError.Crypto)
        {
            byte alert = native.TlsAlert;
            end = IsPeerRefused ? Refusal() : new QuicEnd(QuicEndKind.TlsAlert, alert, $"TLS alert {alert} here");
            return AlertOf(alert);
        }

        NgCloseError close = NativeCloseErrors.OfLibrary(error);
        end = new QuicEnd(QuicEndKind.TransportError, close.Code, NativeCloseErrors.TextOf(error));
        return close;
    }

    private static QuicEnd EndOf(NgCloseError error) => error switch
    {
        { Type: NgCloseError.Application } => new QuicEnd(
            QuicEndKind.ClosedByPeer, error.Code, $"closed by the peer with code 0x{error.Code:x}") { ByPeer = true },
        { Code: >= CryptoError and <= CryptoError + 0xff } => new QuicEnd(
            QuicEndKind.TlsAlert, error.Code - CryptoError, $"TLS alert {error.Code - CryptoError} from the peer")
        {
            ByPeer = true,
        },
        _ => new QuicEnd(
            QuicEndKind.TransportError, error.Code, $"transport error 0x{error.Code:x} from the peer")
        {
            ByPeer = true,
        },
    };

    private void SendClose(in NgCloseError error, QuicEnd end)
    {
        if (Native is not { } native)
        {
            return;
        }

        byte[] packet = native.WriteClose(error, Clock.Now());
        if (packet.Length > 0)
        {
            _loop.Send(packet, _remoteRaw, _localRaw);
        }

        Finish(end, packet, native.LingerTime);
    }

    private void Finish(QuicEnd end, byte[] lastPacket, ulong linger)
    {
        NativeConnection native = Native!;
        Volatile.Write(ref _end, end);

        // From here on nothing of ngtcp2 is called; then the streams' memory may go.
        Native = null;
        native.Dispose();
        (_lastPacket, _lingerUntil) = (lastPacket, Clock.Now() + linger);
        Streams.EndAll(end);
        _place?.Leave();
        QuicException fault = new(end, _fault);
        if (_confirmed.TrySetException(fault))
        {
            _ = _confirmed.Task.Exception; // not everybody waits for it
        }

        _finished.TrySetResult();
        _ = _ended.CancelAsync();
        _loop.Schedule(this);
        if (_setup.IsServer && !_isReported)
        {
            _isReported = true;
            _setup.Failed?.Invoke(new QuicFailedHandshake(RemoteEndPoint, end, _verdictIsNo, _isAddressProved));
        }
    }

    // RFC 9000 10.2.1: fewer and fewer answers to late packets, here at the first, second, fourth, eighth…
    // The sender may be forged, so what provokes an answer is a third of it at least (RFC 9000 8.1).
    private void RepeatLastPacket(int provocation, in RawAddress remote, in RawAddress local)
    {
        if (_lastPacket.Length > 0 && _lastPacket.Length <= 3 * provocation && long.IsPow2(++_lateArrivals))
        {
            _loop.Send(_lastPacket, remote, local);
        }
    }
}
