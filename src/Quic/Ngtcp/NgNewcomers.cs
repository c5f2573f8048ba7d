using System.Security.Cryptography;
using Garita.Quic.Ngtcp.Native;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp;

/// <summary>What a server does with packets of no connection: starts one, asks for proof, refuses, or answers without
/// keeping anything. Shared by the loops of a port.</summary>
internal sealed class NgNewcomers(NgAdmission admission, QuicLimits limits)
{
    // 1,024 datagrams of at most 1.5 kB on their way between loops.
    private const int MaxForwarded = 1_024;

    private readonly AnswerRate _versions = new(limits.StatelessAnswersPerSecond);
    private readonly AnswerRate _retries = new(limits.StatelessAnswersPerSecond);
    private readonly AnswerRate _refusals = new(limits.StatelessAnswersPerSecond);
    private readonly AnswerRate _resets = new(limits.StatelessAnswersPerSecond);
    private volatile NgSetup? _setup;
    private int _forwarded;

    /// <summary>What new connections are made with; null while none are taken.</summary>
    public NgSetup? Setup
    {
        get => _setup;
        set => _setup = value;
    }

    /// <summary>The secret behind tokens; it outlives <see cref="Setup"/>.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>The loops of the port, in the order of their numbers.</summary>
    public IReadOnlyList<NgLoop> Loops { get; set; } = [];

    /// <summary>Judges a first packet; null where it starts no connection.</summary>
    public NgConnection? Meet(
        NgLoop loop, ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local, ulong now)
    {
        if (!StatelessPackets.TryReadFirst(data, out NgPacketHeader header) || Setup is not { } setup)
        {
            return null;
        }

        NgConnectionId? original = null;
        if (StatelessPackets.HasToken(header))
        {
            if (!StatelessPackets.TryVerifyToken(header, remote, Secret, now, out NgConnectionId first))
            {
                Refuse(loop, header, TransportCode.InvalidToken, remote, local);
                return null;
            }

            original = first;
        }

        switch (admission.TryEnter(remote, original is not null, now, out NgAdmission.Place? place))
        {
            case NgAdmissionVerdict.AskForProof:
                SendRetry(loop, header, remote, local, now);
                return null;
            case NgAdmissionVerdict.Refuse:
                Refuse(loop, header, TransportCode.ConnectionRefused, remote, local);
                return null;
            case NgAdmissionVerdict.Admit:
            default:
                return Start(loop, setup, new FirstPacket(header, original, remote, local, place!), now);
        }
    }

    /// <summary>Says which version we speak.</summary>
    public void OfferVersions(NgLoop loop, ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local)
    {
        Span<byte> answer = stackalloc byte[600];
        if (_versions.TryTake() && StatelessPackets.WriteVersions(answer, data) is > 0 and var length)
        {
            loop.Send(answer[..length], remote, local);
        }
    }

    /// <summary>Asks a client to prove its address whose first packet ngtcp2 would not take without.</summary>
    public void AskForProof(
        NgLoop loop, ReadOnlySpan<byte> data, in RawAddress remote, in RawAddress local, ulong now)
    {
        if (StatelessPackets.TryReadFirst(data, out NgPacketHeader header))
        {
            SendRetry(loop, header, remote, local, now);
        }
    }

    /// <summary>Tells a peer that its connection is unknown here.</summary>
    public void Reset(
        NgLoop loop, ReadOnlySpan<byte> destination, int provocation, in RawAddress remote, in RawAddress local)
    {
        Span<byte> answer = stackalloc byte[64];
        if (_resets.TryTake()
            && StatelessPackets.WriteReset(answer, destination, provocation, Secret) is > 0 and var length)
        {
            loop.Send(answer[..length], remote, local);
        }
    }

    /// <summary>Hands a datagram to the loop that its id names; false where that is this one, or none.</summary>
    public bool Forward(
        NgLoop from, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> data, in RawAddress remote,
        in RawAddress local)
    {
        if (destination.Length != ConnectionKey.OwnLength || destination[0] == from.Number
            || destination[0] >= Loops.Count)
        {
            return false;
        }

        if (Volatile.Read(ref _forwarded) < MaxForwarded)
        {
            Interlocked.Increment(ref _forwarded);
            Loops[destination[0]].Post(new ForwardedDatagram(data.ToArray(), remote, local, Arrived));
        }

        return true;
    }

    private void Arrived() => Interlocked.Decrement(ref _forwarded);

    private static NgConnection? Start(NgLoop loop, NgSetup setup, in FirstPacket first, ulong now)
    {
        try
        {
            return NgConnection.Accept(loop, setup, first, now);
        }
        catch (CryptographicException)
        {
            // Out of memory in a library, or a packet that it did not like after all.
            first.Place.Leave();
            return null;
        }
    }

    private void SendRetry(
        NgLoop loop, in NgPacketHeader header, in RawAddress remote, in RawAddress local, ulong now)
    {
        if (!_retries.TryTake())
        {
            return;
        }

        NgConnectionId chosen = NgConnection.RandomId();
        chosen.Value[0] = loop.Number;
        Span<byte> answer = stackalloc byte[512];
        int length = StatelessPackets.WriteRetry(answer, header, remote, chosen, Secret, now);
        if (length > 0)
        {
            loop.Send(answer[..length], remote, local);
        }
    }

    private void Refuse(
        NgLoop loop, in NgPacketHeader header, TransportCode code, in RawAddress remote, in RawAddress local)
    {
        Span<byte> answer = stackalloc byte[256];
        if (_refusals.TryTake() && StatelessPackets.WriteRefusal(answer, header, code) is > 0 and var length)
        {
            loop.Send(answer[..length], remote, local);
        }
    }
}
