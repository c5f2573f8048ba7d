using System.Security.Cryptography;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Ngtcp.Native;

/// <summary>Packets that are read and answered without any state of a connection.</summary>
internal static unsafe class StatelessPackets
{
    private const uint Version1 = 1;

    // NGTCP2_CRYPTO_TOKEN_MAGIC_RETRY: tokens of another kind are none that we gave.
    private const byte RetryToken = 0xb6;

    // A Retry's token is good for this long: the next packet follows within a round trip.
    private const ulong TokenLifetime = 10_000_000_000;

    // A reset has at least 21 bytes and is smaller than what provoked it (RFC 9000 10.3); 30 random ones hide its kind.
    private const int LeastProvocation = 22, MostRandom = 30;

    /// <summary>What a datagram is, as far as can be said without keys.</summary>
    public static DatagramKind Read(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> destination)
    {
        destination = default;
        fixed (byte* start = datagram)
        {
            NgVersionAndIds ids;
            int error = NgtcpCalls.DecodeVersionAndIds(
                &ids, start, (nuint)datagram.Length, ConnectionKey.OwnLength);
            if (error == NgError.VersionNegotiation)
            {
                return DatagramKind.OtherVersion;
            }

            if (error != 0 || ids.DestinationLength > 20)
            {
                return DatagramKind.Junk;
            }

            destination = datagram.Slice((int)(ids.Destination - start), (int)ids.DestinationLength);
        }

        // RFC 9000 17.2: the two bits after the fixed one are the type, 2 for Handshake.
        bool isLong = (datagram[0] & 0x80) != 0;
        return !isLong ? DatagramKind.Short
            : (datagram[0] & 0x30) == 0x20 ? DatagramKind.Handshake : DatagramKind.Initial;
    }

    /// <summary>Whether a datagram may start a connection.</summary>
    public static bool TryReadFirst(ReadOnlySpan<byte> datagram, out NgPacketHeader header)
    {
        header = default;
        fixed (byte* start = datagram)
        fixed (NgPacketHeader* into = &header)
        {
            return NgtcpCalls.Accept(into, start, (nuint)datagram.Length) == 0;
        }
    }

    /// <summary>Whether a first packet carries a token that could be ours.</summary>
    public static bool HasToken(in NgPacketHeader header) =>
        header.Token.Length > 0 && header.Token.Start[0] == RetryToken;

    /// <summary>Checks a Retry's token; gives the id that the client chose first.</summary>
    public static bool TryVerifyToken(
        in NgPacketHeader header, in RawAddress remote, byte[] secret, ulong now, out NgConnectionId original)
    {
        NgConnectionId destination = header.Destination;
        NgConnectionId found;
        fixed (byte* key = secret, from = remote.Bytes)
        {
            int error = CryptoCalls.VerifyRetryToken(
                &found, header.Token.Start, header.Token.Length, key, (nuint)secret.Length, header.Version, from,
                (uint)remote.Length, &destination, TokenLifetime, now);
            original = found;
            return error == 0;
        }
    }

    /// <summary>Writes a Retry (RFC 9000 17.2.5); gives its length.</summary>
    public static int WriteRetry(
        Span<byte> into, in NgPacketHeader header, in RawAddress remote, NgConnectionId chosen, byte[] secret,
        ulong now)
    {
        NgConnectionId source = header.Source;
        NgConnectionId destination = header.Destination;
        byte* token = stackalloc byte[256];
        fixed (byte* start = into, key = secret, to = remote.Bytes)
        {
            nint length = CryptoCalls.MakeRetryToken(
                token, key, (nuint)secret.Length, header.Version, to, (uint)remote.Length, &chosen, &destination, now);
            return length < 0
                ? 0
                : (int)CryptoCalls.WriteRetry(
                    start, (nuint)into.Length, header.Version, &source, &chosen, &destination, token, (nuint)length);
        }
    }

    /// <summary>Writes a refusal of a first packet (RFC 9000 10.2.3); gives its length.</summary>
    public static int WriteRefusal(Span<byte> into, in NgPacketHeader header, TransportCode code)
    {
        NgConnectionId source = header.Source;
        NgConnectionId destination = header.Destination;
        fixed (byte* start = into)
        {
            return (int)CryptoCalls.WriteInitialClose(
                start, (nuint)into.Length, header.Version, &source, &destination, (ulong)code, null, 0);
        }
    }

    /// <summary>Writes a version negotiation (RFC 9000 17.2.1); gives its length.</summary>
    public static int WriteVersions(Span<byte> into, ReadOnlySpan<byte> datagram)
    {
        uint version = Version1;
        fixed (byte* start = datagram, target = into)
        {
            NgVersionAndIds ids;
            return NgtcpCalls.DecodeVersionAndIds(&ids, start, (nuint)datagram.Length, ConnectionKey.OwnLength)
                    != NgError.VersionNegotiation
                ? 0
                : (int)NgtcpCalls.WriteVersionNegotiation(
                    target, (nuint)into.Length, (byte)RandomNumberGenerator.GetInt32(256), ids.Source,
                    ids.SourceLength, ids.Destination, ids.DestinationLength, &version, 1);
        }
    }

    /// <summary>
    /// Writes a stateless reset (RFC 9000 10.3), smaller than what provoked it so that two who forgot cannot go on
    /// for ever; gives its length, 0 where the provocation was too small.
    /// </summary>
    public static int WriteReset(Span<byte> into, ReadOnlySpan<byte> destination, int provocation, byte[] secret)
    {
        if (provocation < LeastProvocation || destination.Length != ConnectionKey.OwnLength)
        {
            return 0;
        }

        NgConnectionId id = new() { Length = ConnectionKey.OwnLength };
        destination.CopyTo(id.Value);
        byte[] token = ResetToken(secret, id);
        int randomLength = Math.Min(provocation - 1 - token.Length, MostRandom);
        byte* random = stackalloc byte[MostRandom];
        RandomNumberGenerator.Fill(new Span<byte>(random, randomLength));
        fixed (byte* start = into, last = token)
        {
            return (int)NgtcpCalls.WriteStatelessReset(start, (nuint)into.Length, last, random, (nuint)randomLength);
        }
    }

    /// <summary>The token of an id.</summary>
    public static byte[] ResetToken(byte[] secret, NgConnectionId id)
    {
        byte[] token = new byte[16];
        fixed (byte* into = token, key = secret)
        {
            return CryptoCalls.ResetToken(into, key, (nuint)secret.Length, &id) == 0
                ? token
                : throw new CryptographicException("no stateless reset token");
        }
    }
}
