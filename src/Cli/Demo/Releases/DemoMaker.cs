using Garita.Authority.Keys;
using Garita.Firmware.Building;
using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;
using Garita.Merkle.Notes;

namespace Garita.Cli.Demo.Releases;

/// <summary>
/// The maker of the thermostats, with keys that the server never holds: of three root keys two make a trust document,
/// of three release keys two make a release.
/// </summary>
public sealed class DemoMaker : IDisposable
{
    /// <summary>How many of a role's keys must sign.</summary>
    public const int Threshold = 2;

    /// <summary>Keys of a role.</summary>
    public const int Keys = 3;

    private SoftwareSigningKey[] _roots = [];
    private SoftwareSigningKey[] _releases = [];

    /// <summary>Makes the keys; says which.</summary>
    public string MakeKeys()
    {
        _roots = Generate(Keys);

        // One more than the first trust document names: what takes the place of a key that is lost.
        _releases = Generate(Keys + 1);
        return $"{Keys} for trust documents, {Keys} for releases, {Threshold} of {Keys} must sign; the server has none";
    }

    /// <summary>The keys that a trust document names for releases.</summary>
    /// <param name="releaseKeys">Which.</param>
    public ReleaseKeys KeysOf(params int[] releaseKeys) =>
        ReleaseKeys.TryCreate(releaseKeys.Select(key => _releases[key].PublicKey), Threshold)!;

    /// <summary>A trust document, signed by two of the root keys.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="log">The log that releases must be in.</param>
    /// <param name="releaseKeys">Which keys it names for releases.</param>
    public byte[] Trust(int version, NoteKey log, params int[] releaseKeys)
    {
        byte[] document = new TrustDocument
        {
            Version = version,
            Root = TrustRole.TryCreate(Threshold, _roots.Select(key => key.PublicKey))!,
            Release = TrustRole.TryCreate(Threshold, releaseKeys.Select(key => _releases[key].PublicKey))!,
            Logs = [log],
        }.Encode();
        return SignedTrustDocument.Assemble(
            document, [.. _roots.Take(Threshold).Select(key => SignedTrustDocument.Sign(document, key))]);
    }

    /// <summary>The release of an image, signed.</summary>
    /// <param name="image">What it says.</param>
    /// <param name="signers">Which release keys sign.</param>
    public Envelope Sign(SingleImage image, params int[] signers) => Sign(ManifestBuilder.Build(image), signers);

    /// <summary>An envelope with more signatures.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="signers">Which release keys sign.</param>
    public Envelope Sign(Envelope envelope, params int[] signers) =>
        signers.Aggregate(envelope, (signed, signer) => signed.Sign(_releases[signer]));

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_roots, key => key.Dispose());
        Array.ForEach(_releases, key => key.Dispose());
    }

    private static SoftwareSigningKey[] Generate(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => SoftwareSigningKey.Generate())];
}
