using Garita.Firmware;
using Garita.Rollouts.Planning;

namespace Garita.Server.Rollouts.Engine;

/// <summary>What a device said last of an attempt.</summary>
/// <param name="Change">Its place among all reports.</param>
/// <param name="Device">Who said it, by its certificate.</param>
/// <param name="Deployment">Of which deployment.</param>
/// <param name="Manifest">Which manifest that was.</param>
/// <param name="Happened">What it means.</param>
internal sealed record DeviceReport(
    long Change, string Device, string Deployment, Sha256Digest Manifest, DeviceEvent Happened);
