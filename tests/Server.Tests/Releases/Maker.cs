using Garita.Authority.Keys;
using Garita.Firmware;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;
using Garita.Merkle.Notes;
using Garita.Pki.Keys;

namespace Garita.Server.Tests.Releases;

/// <summary>A maker with keys of its own: two of three root keys make trust documents, two of three releases.</summary>
internal sealed class Maker : IDisposable
{
    private readonly SoftwareSigningKey[] _roots = Three();
    private readonly SoftwareSigningKey[] _keys = Three();

    public static Guid Vendor { get; } = NameUuid.Vendor("maker.example");

    public static Guid Class { get; } = NameUuid.Class(Vendor, "pump-2");

    public byte[] Image { get; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(50_000);

    public byte[] OldImage { get; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(40_000);

    public IReadOnlyList<ISigningKey> Keys => _keys;

    /// <summary>A trust document with the first two release keys, or those that are named.</summary>
    public byte[] Trust(int version, int rootSignatures = 2, params int[] releaseKeys) =>
        Trust(version, WitnessPolicy.None, rootSignatures, releaseKeys);

    /// <summary>A trust document that asks for witnesses.</summary>
    public byte[] Trust(int version, WitnessPolicy witnesses, int rootSignatures = 2, params int[] releaseKeys)
    {
        int[] trusted = releaseKeys.Length > 0 ? releaseKeys : [0, 1];
        byte[] document = new TrustDocument
        {
            Version = version,
            Root = TrustRole.TryCreate(2, _roots.Select(key => key.PublicKey))!,
            Release = TrustRole.TryCreate(2, trusted.Select(key => _keys[key].PublicKey))!,
            Witnesses = witnesses,
        }.Encode();
        return SignedTrustDocument.Assemble(
            document, [.. _roots.Take(rootSignatures).Select(key => SignedTrustDocument.Sign(document, key))]);
    }

    /// <summary>A release of <see cref="Image"/>.</summary>
    public byte[] Release(ulong sequence, Func<SingleImage, SingleImage>? adjust = null, params int[] signers) =>
        Sign(Describe(Image, sequence), adjust, signers);

    /// <summary>The way back to <see cref="OldImage"/>.</summary>
    public byte[] WayBack(ulong sequence, Func<SingleImage, SingleImage>? adjust = null, params int[] signers) =>
        Sign(Describe(OldImage, sequence), adjust, signers);

    public static Sha256Digest DigestOf(byte[] envelope)
    {
        Assert.Equal(ManifestRefusal.None, Envelope.TryParse(envelope, out Envelope? opened));
        return opened!.ManifestDigest;
    }

    public void Dispose()
    {
        Array.ForEach(_roots, key => key.Dispose());
        Array.ForEach(_keys, key => key.Dispose());
    }

    private static SoftwareSigningKey[] Three() =>
        [.. Enumerable.Range(0, 3).Select(_ => SoftwareSigningKey.Generate())];

    private static SingleImage Describe(byte[] image, ulong sequence)
    {
        using ChunkTreeBuilder chunks = new(4096);
        chunks.Append(image);
        return new SingleImage
        {
            SequenceNumber = sequence,
            Vendor = Vendor,
            Class = Class,
            Digest = Sha256Digest.Of(image),
            Size = image.Length,
            Chunks = chunks.Finish(),
            Epoch = 1,
            Version = $"1.{sequence}",
        };
    }

    private byte[] Sign(SingleImage image, Func<SingleImage, SingleImage>? adjust, int[] signers)
    {
        Envelope envelope = ManifestBuilder.Build(adjust?.Invoke(image) ?? image);
        foreach (int signer in signers.Length > 0 ? signers : [0, 1])
        {
            envelope = signer < 0 ? envelope : envelope.Sign(_keys[signer]);
        }

        return envelope.Bytes.ToArray();
    }
}
