using Garita.Firmware.Manifests;
using Garita.Firmware.Trust;

namespace Garita.Server.Releases;

/// <summary>The trust document in force.</summary>
/// <param name="Document">It, verified.</param>
/// <param name="Releases">Whose signatures make a release.</param>
internal sealed record TrustInForce(VerifiedTrustDocument Document, ReleaseKeys Releases)
{
    public long Version => Document.Version;
}
