using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;
using Garita.Quic.Ngtcp.Timers;

namespace Garita.Quic.Ngtcp;

/// <summary>What the loop's thread does for a connection.</summary>
internal sealed partial class NgConnection
{
    // certificate_required (RFC 8446 6.2).
    private const byte AlertCertificateRequired = 116;

    private readonly List<ConnectionKey> _ids = [];
    private NgAdmission.Place? _place; // a server's count of this connection
    private readonly RawAddress _localRaw;
    private RawAddress _remoteRaw;
    private string _protocol = string.Empty;
    private string? _serverName;
    private Exception? _fault;
    private byte[] _lastPacket = [];
    private ulong _lingerUntil;
    private long _lateArrivals;
    private bool _completed; // the handshake, on this side
    private bool _judged;
    private bool _verdictIsNo; // the verifier's own, not a fault on the way to it
    private ConnectionKey _firstId; // a server's: what the client called it before it had an answer
    private bool _isAddressProved;
    private bool _isReported; // handed to the caller, or told of as failed

    /// <summary>ngtcp2's side; null once the connection has ended.</summary>
    public NativeConnection? Native { get; private set; }

    /// <summary>Whether the verifier said no.</summary>
    public bool IsPeerRefused { get; private set; }

    /// <summary>Whether it waits for its turn to send.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Its place among what is due; owned by the loop.</summary>
    public TimerEntry<NgConnection> Timer { get; }

    /// <summary>When something is due.</summary>
    public ulong Expiry => Native?.Expiry ?? _lingerUntil;

    /// <summary>Whether even the lingering is over.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Makes a client's connection.</summary>
    public static NgConnection Connect(NgLoop loop, NgSetup setup, RawAddress remote, ulong now)
    {
        NgPathEnds ends = new(loop.Local, remote);
        NgConnection made = new(loop, setup, ends) { _serverName = setup.ServerName };
        made.Begin(() => NativeConnection.Client(made, setup, ends, now));
        return made;
    }

    /// <summary>Makes a server's connection for a first packet, which the caller then has it read.</summary>
    public static NgConnection Accept(NgLoop loop, NgSetup setup, in FirstPacket first, ulong now)
    {
        NgPathEnds ends = new(first.Local, first.Remote);
        NgConnection made = new(loop, setup, ends) { _place = first.Place };
        NgPacketHeader header = first.Header;
        NgConnectionId? original = first.Original;
        made.Begin(() => NativeConnection.Server(made, setup, ends, header, original, now));
        made.Register(header.Destination);
        made._firstId = ConnectionKey.Of(header.Destination);
        made._isAddressProved = original is not null;
        return made;
    }

    /// <summary>An id that nobody has.</summary>
    public static NgConnectionId RandomId()
    {
        NgConnectionId id = new() { Length = ConnectionKey.OwnLength };
        RandomNumberGenerator.Fill(id.Value);
        return id;
    }

    /// <summary>An id for this connection, known to the loop from now on.</summary>
    public NgConnectionId NewId()
    {
        NgConnectionId id = RandomId();
        id.Value[0] = _loop.Number;
        Register(id);
        return id;
    }

    /// <summary>The token that ends the connection if the peer sees it with this id.</summary>
    public byte[] ResetTokenFor(NgConnectionId id) => StatelessPackets.ResetToken(_setup.Secret, id);

    /// <summary>The peer does not use this id any more.</summary>
    public void RetireId(NgConnectionId id)
    {
        ConnectionKey key = ConnectionKey.Of(id);
        _ids.Remove(key);
        _loop.Forget(key);
    }

    /// <summary>Takes note of the id that a datagram names: who names one of ours has got an answer.</summary>
    public void NoticeId(in ConnectionKey id) => _isAddressProved |= !id.Equals(_firstId);

    /// <summary>Takes a datagram.</summary>
    /// <returns>False where a server wants the client's address proved before it goes on.</returns>
    public bool Read(ReadOnlySpan<byte> datagram, in RawAddress remote, in RawAddress local, ulong now)
    {
        if (Native is not { } native)
        {
            RepeatLastPacket(datagram.Length, remote, local);
            return true;
        }

        int error = native.Read(datagram, remote, local, now);
        if (error == NgError.Retry)
        {
            // No failure: the client starts anew with a token.
            _isReported = true;
            Finish(new QuicEnd(QuicEndKind.TransportError, null, "asked to prove its address"), [], linger: 0);
            return false;
        }

        if (error != 0)
        {
            Fail(error);
        }
        else if (IsPeerRefused)
        {
            SendClose(AlertOf(AlertCertificateRequired), Refusal());
        }
        else
        {
            Streams.SendQueue.RetryBlocked();
            NoticeMove(native, remote);
        }

        MarkDirty();
        return true;
    }

    /// <summary>Sends what is to be sent.</summary>
    public void Write(PacketBatch batch, ulong now)
    {
        if (Native is not { } native)
        {
            return;
        }

        int result = Streams.SendQueue.Write(native, batch, now);
        batch.Flush();
        if (result < 0)
        {
            Fail(result);
            return;
        }

        // Before the first measured round trip ngtcp2 0.12 would pace by a guess of 333 ms.
        if (_completed)
        {
            native.UpdateSendTime(now);
        }

        if (result > 0)
        {
            MarkDirty();
        }

        _loop.Schedule(this);
    }

    /// <summary>Something is due.</summary>
    public void OnTimer(ulong now)
    {
        if (Native is { } native)
        {
            int error = native.HandleExpiry(now);
            if (error != 0)
            {
                Fail(error);
            }

            MarkDirty();
        }
        else if (!IsGone)
        {
            IsGone = true;
            _ids.ForEach(_loop.Forget);
            _loop.Remove(this);
        }
    }

    /// <summary>Has the loop give it a turn to send.</summary>
    public void MarkDirty() => _loop.MarkDirty(this);

    /// <summary>Keeps a fault of a callback; the call that led to it then fails.</summary>
    public int KeepFault(Exception fault)
    {
        _fault ??= fault;
        return NgError.CallbackFailure;
    }

    /// <summary>Closes after a fault of this program outside of callbacks.</summary>
    public void Abandon(Exception fault)
    {
        KeepFault(fault);
        Fail(NgError.CallbackFailure);
    }

    /// <summary>Asks the verifier, within the handshake.</summary>
    public void JudgePeer()
    {
        _judged = true;
        IsPeerRefused = true; // also where something below throws
        TlsSession tls = Native!.Tls;
        List<X509Certificate2> chain = tls.PeerChain();
        _serverName ??= tls.ServerName();
        IsPeerRefused = !_setup.Verify(new QuicPeer(chain, RemoteEndPoint, _serverName));
        _verdictIsNo = IsPeerRefused;
        if (IsPeerRefused)
        {
            chain.ForEach(c => c.Dispose());
        }
        else
        {
            _chain = chain;
        }
    }

    /// <summary>The handshake is done on this side.</summary>
    public void OnCompleted()
    {
        _completed = true;
        if (!_judged)
        {
            // Asked for a certificate, and none came.
            JudgePeer();
        }

        _protocol = Native!.Tls.Protocol();
        if (Limits.KeepAlive > TimeSpan.Zero)
        {
            Native.KeepAlive(Limits.KeepAlive);
        }

        if (_setup.IsServer && !IsPeerRefused)
        {
            _place?.HandshakeDone();
            _confirmed.TrySetResult();
            _isReported = _loop.Deliver(this);
            if (!_isReported)
            {
                Post(() => SendClose(
                    TransportError(TransportCode.ConnectionRefused),
                    new QuicEnd(QuicEndKind.TransportError, (ulong)TransportCode.ConnectionRefused, "nobody accepts")));
            }
        }
    }

    /// <summary>The server has judged us, too.</summary>
    public void OnConfirmed() => _confirmed.TrySetResult();

    /// <summary>The peer has forgotten the connection.</summary>
    public void OnStatelessReset() => _wasReset = true;

    private void Begin(Func<NativeConnection> make)
    {
        try
        {
            Native = make();
        }
        catch (CryptographicException)
        {
            _ids.ForEach(_loop.Forget);
            throw;
        }
    }

    private void Register(NgConnectionId id)
    {
        ConnectionKey key = ConnectionKey.Of(id);
        _ids.Add(key);
        _loop.Know(key, this);
    }

    private void NoticeMove(NativeConnection native, in RawAddress sender)
    {
        if (sender.Equals(_remoteRaw))
        {
            return;
        }

        // Where ngtcp2 sends to by now; it changes once the new path is proved.
        RawAddress current = native.Remote;
        if (!current.Equals(_remoteRaw))
        {
            _remoteRaw = current;
            Volatile.Write(ref _remote, current.ToEndPoint());
        }
    }
}
