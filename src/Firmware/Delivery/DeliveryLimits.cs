using Garita.Firmware.Chunks;
using Garita.Firmware.Encryption;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;

namespace Garita.Firmware.Delivery;

/// <summary>How large the messages about updates and their parts may be.</summary>
public static class DeliveryLimits
{
    /// <summary>Characters of a deployment's name.</summary>
    public const int MaxDeployment = 64;

    /// <summary>Bytes of an offer: it has to fit in one packet of the broker and in what it retains for a
    /// device.</summary>
    public const int MaxOffer = 192 * 1024;

    /// <summary>Bytes of a status or a request: the longest of them has some 250.</summary>
    public const int MaxSmallMessage = 512;

    /// <summary>Bytes of an answer: two certificates of some 400, and room for longer names.</summary>
    public const int MaxAnswer = 4096;

    /// <summary>A COSE_Sign1 of a status, an offer or an answer, in bytes: it has 74.</summary>
    public const int MaxSignature = 128;

    /// <summary>Bytes of an assigner's certificate or its issuer's: they have some 400.</summary>
    public const int MaxCertificate = 2048;

    /// <summary>Bytes of a proof that a release is logged: a checkpoint, a handful of cosignatures, 63
    /// hashes.</summary>
    public const int MaxLogProof = 32 * 1024;

    /// <summary>Trust documents in one offer, of at most <see cref="TrustLimits.MaxLength"/> bytes each.</summary>
    public const int MaxTrustDocuments = 16;

    /// <summary>Bytes of the trust documents in one offer together.</summary>
    public const int MaxTrustBytes = 64 * 1024;

    /// <summary>Consistency proofs in one offer: a device has seen one newest checkpoint.</summary>
    public const int MaxHistories = 4;

    /// <summary>Hashes of one consistency proof: one a level, and one.</summary>
    public const int MaxHistoryHashes = 64;

    /// <summary>Chunks of one request: as many as a device checks at once.</summary>
    public const int MaxChunks = ChunkVerifier.MaxChunksAtOnce;

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceLength = 16;

    /// <summary>Bytes of one packet of chunks with its proof: 128 KiB of chunks and room for the rest.</summary>
    public const int MaxPacket = 136 * 1024;

    internal static int MaxEnvelope => ManifestLimits.Default.MaxEnvelopeLength;

    internal static int MaxKeyOffer => KeyOffer.MaxLength;

    /// <summary>Whether this may name a deployment: 1 to 64 of <c>A-Z a-z 0-9 - _</c>.</summary>
    public static bool IsDeployment(string? text) =>
        text is { Length: >= 1 and <= MaxDeployment } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
