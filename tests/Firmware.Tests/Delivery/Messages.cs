using Garita.Firmware.Delivery;
using Garita.Merkle;
using Garita.Pki.Keys;

namespace Garita.Firmware.Tests.Delivery;

/// <summary>One message of each sort, with every member, and how each is read and written again.</summary>
internal static class Messages
{
    public static Sha256Digest Digest { get; } = Sha256Digest.Of([1, 2, 3]);

    public static byte[] Nonce { get; } = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    /// <summary>Of the right length, and nobody's.</summary>
    public static EcdsaSignature Zeros =>
        EcdsaSignature.TryFromRaw(new byte[EcdsaSignature.Length], out EcdsaSignature? zeros) ? zeros : null!;

    public static UpdateOfferMessage Offer { get; } = new()
    {
        Deployment = "spring-1",
        Attempt = 2,
        Envelope = new byte[] { 0xd8, 0x6b, 0xa0 },
        LogProof = "proof"u8.ToArray(),
        KeyOffer = new byte[] { 0x60 },
        TrustDocuments = [new byte[] { 0x80 }, new byte[] { 0x81, 0x00 }],
        Paths = [DeliveryPath.Https, DeliveryPath.Mqtt],
        Histories = [new LogHistory(7, [TreeHash.Leaf([1])])],
        Ask = true,
        Counter = 1_763_823_600_000,
        Assigned = Assignment.Of(new byte[] { 0x30, 0 }, new byte[] { 0x30, 0, 0 }, Zeros),
    };

    public static UpdateAnswer Answer { get; } = new(Nonce, "spring-1", 2, true) { Assigned = Offer.Assigned };

    public static UpdateStatusMessage Status { get; } = new()
    {
        Deployment = "spring-1",
        Attempt = 2,
        Manifest = Digest,
        State = UpdateState.Waiting,
        ChunksDone = 5,
        ChunksTotal = 9,
        Reason = UpdateReason.LogHistoryMissing,
        Running = Sha256Digest.Of([4]),
        LogSize = 7,
    };

    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["offer"] = Offer.Encode(),
        ["status"] = Status.Encode(),
        ["chunks"] = UpdateRequest.Of(new ChunkRequest(Digest, 70_000, 256)).Encode(),
        ["wanted"] = UpdateRequest.Of(new StillWanted("spring-1", 2, Nonce)).Encode(),
        ["packet"] = UpdateChunk.Of(Digest, new byte[] { 0x83, 0, 0x40, 0x41, 7 }).Encode(),
        ["refusal"] = UpdateChunk.Refused(Digest, ChunkRequestRefusal.TooMany).Encode(),
        ["answer"] = Answer.Encode(),
    };

    /// <summary>Reads a message; where that succeeds, also what it is when written again.</summary>
    public static DeliveryRefusal Read(string sort, byte[] bytes, out byte[]? again)
    {
        DeliveryRefusal refusal;
        switch (sort)
        {
            case "offer":
                refusal = UpdateOfferMessage.TryRead(bytes, out UpdateOfferMessage? offer);
                again = offer?.Encode();
                return refusal;
            case "status":
                refusal = UpdateStatusMessage.TryRead(bytes, out UpdateStatusMessage? status);
                again = status?.Encode();
                return refusal;
            case "chunks" or "wanted":
                refusal = UpdateRequest.TryRead(bytes, out UpdateRequest? request);
                again = request?.Encode();
                return refusal;
            case "packet" or "refusal":
                refusal = UpdateChunk.TryRead(bytes, out UpdateChunk? chunk);
                again = chunk?.Encode();
                return refusal;
            default:
                refusal = UpdateAnswer.TryRead(bytes, out UpdateAnswer? answer);
                again = answer?.Encode();
                return refusal;
        }
    }
}
