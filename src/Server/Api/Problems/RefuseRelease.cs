using System.Text;
using Garita.Contracts.Api;
using Garita.Firmware.Trust;
using Garita.Merkle.Notes;
using Garita.Server.Images;
using Garita.Server.Releases;

namespace Garita.Server.Api.Problems;

/// <summary>The errors of images, releases and trust documents.</summary>
internal static class RefuseRelease
{
    public static ProblemResult Image(ImageRefusal refusal) => refusal switch
    {
        ImageRefusal.TooLarge => Refuse.Status(413),
        ImageRefusal.StoreFull => Refuse.Unavailable("The image store is full; delete images that no release needs."),
        ImageRefusal.DiskFull => Refuse.Unavailable("The disk is full; nothing was stored."),
        ImageRefusal.Busy => Refuse.TooMany("As many uploads as there may be are under way."),
        ImageRefusal.TooShort => Mismatch("The upload ended before the announced length.", refusal),
        ImageRefusal.TooLong => Mismatch("The upload goes on after the announced length.", refusal),
        ImageRefusal.WrongDigest => Mismatch("The bytes have another SHA-256 than the address says.", refusal),
        ImageRefusal.None => Refuse.Fault(),
    };

    public static ProblemResult ImageInUse() => new(new Problem(
        ProblemTypes.ImageInUse, "A release needs the image", 409,
        "Images of releases stay, withdrawn ones included."));

    public static ProblemResult Release(PublishResult result) => new(new Problem(
        ProblemTypes.ReleaseRefused,
        "The release does not verify",
        422,
        result.Refusal == PublishRefusal.NotVerified
            ? "The envelope is not one that enough keys of the trust document in force signed, or breaks a rule."
            : Words(result.Refusal),
        result.OfWayBack ? "wayBack" : "envelope",
        ReasonOf(result)));

    public static ProblemResult Trust(TrustRefusal refusal) => new(new Problem(
        ProblemTypes.TrustRefused, "The trust document does not verify", 422, Words(refusal), "document",
        Slug(refusal.ToString())));

    public static ProblemResult Cosignature(LogRefusal refusal) => new(new Problem(
        ProblemTypes.CosignatureRefused, "No cosignature that counts", 422,
        "It must be a checkpoint of this log with a line of a witness that the trust document in force names.",
        "note", Slug(refusal.ToString())));

    /// <summary>The refusal in one word of the closed set: <c>below-threshold</c>.</summary>
    public static string ReasonOf(PublishResult result) => Slug(
        result.Refusal == PublishRefusal.NotVerified ? result.Manifest.ToString() : result.Refusal.ToString());

    /// <summary>The name of an enum's value as a slug: <c>BelowThreshold</c> becomes <c>below-threshold</c>.</summary>
    internal static string Slug(string name)
    {
        StringBuilder slug = new();
        foreach (char c in name)
        {
            slug.Append(char.IsUpper(c) && slug.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return slug.ToString();
    }

    private static ProblemResult Mismatch(string detail, ImageRefusal refusal) => new(new Problem(
        ProblemTypes.ImageRefused, "Not the bytes that were announced", 422, detail, null, Slug(refusal.ToString())));

    private static string? Words(PublishRefusal refusal) => refusal switch
    {
        PublishRefusal.NoTrustDocument => "Install a trust document first: there are no keys to verify it with.",
        PublishRefusal.NotARelease => "It must describe one image with vendor, class, digest, chunks and epoch.",
        PublishRefusal.SequenceTooHigh => "The sequence number must be below 2^53.",
        PublishRefusal.SequenceNotHigher => "The class has used this sequence number or a higher one.",
        PublishRefusal.ImageMissing => "What the manifest delivers is not in the image store; upload it first.",
        PublishRefusal.ImageMismatch => "The stored bytes have another length or other chunks than the manifest says.",
        PublishRefusal.ImageDamaged => "The stored bytes are not what was uploaded: the disk changed them.",
        PublishRefusal.WayBackForOthers => "The way back is for another vendor or class than the release.",
        PublishRefusal.WayBackNotHigher => "The way back needs a higher sequence number than the release.",
        PublishRefusal.WayBackBelowEpoch => "The way back goes below the release's epoch.",
        PublishRefusal.PublishedOtherwise => "This manifest was published with another way back, or as one.",
        PublishRefusal.None or PublishRefusal.NotVerified => null,
    };

    private static string? Words(TrustRefusal refusal) => refusal switch
    {
        TrustRefusal.TooLong => "It is longer than a trust document may be.",
        TrustRefusal.Malformed => "It is not laid out as a signed trust document.",
        TrustRefusal.UnknownFormat => "It has a format that this server does not know.",
        TrustRefusal.InvalidKeys => "A key in it is no P-256 key, stands there twice, or a threshold cannot be met.",
        TrustRefusal.InvalidSignature => "A signature in it is of a kind that this server does not know.",
        TrustRefusal.BelowOwnThreshold => "Fewer of its own root keys signed it than it asks for.",
        TrustRefusal.BelowPreviousThreshold =>
            "Fewer root keys of the document in force signed it than that one asks for.",
        TrustRefusal.NotNewer => "The document in force has this version or a higher one.",
        TrustRefusal.VersionSkipped => "It is not the next version; those between must be installed first.",
        TrustRefusal.None => null,
    };
}
