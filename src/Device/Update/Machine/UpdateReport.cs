using Garita.Firmware;
using Garita.Firmware.Delivery;

namespace Garita.Device.Update.Machine;

/// <summary>
/// What the server is told of one attempt at one deployment. It is kept until the server has it, may come twice, and
/// never decides anything on the device.
/// </summary>
/// <param name="Deployment">The server's name for the offer.</param>
/// <param name="Attempt">Which attempt at it, from 1.</param>
/// <param name="Manifest">Whose image.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why the new image was given up; null where it was not.</param>
public sealed record UpdateReport(
    string Deployment, int Attempt, Sha256Digest Manifest, UpdateOutcome Outcome, UpdateReason? Reason = null);
