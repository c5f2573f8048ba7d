using Garita.Firmware;

namespace Garita.Server.Rollouts.Engine;

/// <summary>One offer to several devices.</summary>
/// <param name="Deployment">What devices are told it is called.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Manifest">The release, or the way back.</param>
/// <param name="Devices">To whom.</param>
internal sealed record OfferBatch(
    string Deployment, int Attempt, Sha256Digest Manifest, IReadOnlyList<string> Devices);
