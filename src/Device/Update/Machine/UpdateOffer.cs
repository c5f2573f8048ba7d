using Garita.Firmware.Manifests;

namespace Garita.Device.Update.Machine;

/// <summary>A release that the server wants on this device, after every check of what was offered.</summary>
/// <param name="Deployment">
/// The server's name for it: 1 to <see cref="Journal.UpdateEntry.MaxDeploymentLength"/> of <c>A-Z a-z 0-9 - _</c>.
/// </param>
/// <param name="Attempt">Which attempt, from 1. One that ended is not begun again; a higher one is.</param>
/// <param name="Manifest">What is to be installed.</param>
public sealed record UpdateOffer(string Deployment, int Attempt, VerifiedManifest Manifest);
