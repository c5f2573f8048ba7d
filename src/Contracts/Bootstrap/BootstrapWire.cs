using System.Security.Cryptography;

namespace Garita.Contracts.Bootstrap;

/// <summary>
/// What both ends of the bootstrap protocol agree on before the first byte (docs/wire/bootstrap-quic.md).
/// </summary>
public static class BootstrapWire
{
    /// <summary>The version that every request and reply names.</summary>
    public const int Version = 1;

    /// <summary>The protocol's name in the TLS handshake (RFC 7301), over QUIC and over TCP alike.</summary>
    public const string Alpn = "garita-bootstrap/1";

    /// <summary>UDP for QUIC, and TCP for networks that let no UDP through.</summary>
    public const int Port = 20190;

    /// <summary>
    /// The longest request and the longest reply as sent, in bytes: a chain of two and two roots take 4 KiB of it,
    /// and a small device has to hold one whole.
    /// </summary>
    public const int MaxMessageBytes = 8 * 1024;

    /// <summary>
    /// Levels of JSON: four that the protocol uses, and four for what a measurement or a command carries.
    /// </summary>
    public const int MaxDepth = 8;

    /// <summary>On TCP, each message is led by its length in this many bytes, big-endian.</summary>
    public const int LengthBytes = 4;

    /// <summary>What a reply names its request by: SHA-256 over the bytes as sent, in base64url.</summary>
    public static string HashOf(ReadOnlySpan<byte> request) => StrictBase64Url.Encode(SHA256.HashData(request));
}
